import { isAwaited, isCircle, isNews, type Lookup } from '../core/causes/chain.ts';
import type { Blocker } from '../core/state.ts';
import { conditionText } from './condition.ts';
import { externalName, externalReason } from './external.ts';
import { holderText } from './holder.ts';
import { listText } from './words.ts';

/** One thing that a service waits for, and its condition: `db: starting (connect ECONNREFUSED …)`. */
export function blockerText(blocker: Blocker, lookup: Lookup): string {
  switch (blocker.type) {
    case 'requires':
      return `${blocker.name}: ${conditionOf(blocker.name, lookup)}`;
    case 'after':
      return `after ${blocker.name}: ${conditionOf(blocker.name, lookup)}`;
    case 'ended':
      return `the end of ${blocker.name}: ${conditionOf(blocker.name, lookup)}`;
    case 'conflict':
      return `conflicts with ${blocker.name}, which is ${lookup(blocker.name)?.state ?? 'unknown'}`;
    case 'port':
      return blocker.holder
        ? `port ${blocker.port} is held by ${holderText(blocker.holder)}`
        : `zdev checks port ${blocker.port}`;
    case 'remains':
      return `zdev ends what run ${blocker.run} left behind`;
    case 'external':
      return `${externalName(blocker)}: ${externalReason(blocker)}${isCircle(blocker, lookup) ? ': each waits for the other' : ''}`;
  }
}

/** Everything that a service waits for, as a sentence: `waits for db, cache; port 3000 is held by pid 7 (node)`. */
export function waitText(blockers: readonly Blocker[], lookup: Lookup): string {
  return sentence(blockers, lookup, (name) => name);
}

/** The same with the condition of each: `waits for db (failed: exit code 1)`. */
export function waitReasonText(blockers: readonly Blocker[], lookup: Lookup): string {
  return sentence(blockers, lookup, (name) => `${name} (${conditionOf(name, lookup)})`);
}

function sentence(blockers: readonly Blocker[], lookup: Lookup, nameText: (name: string) => string): string {
  const news = blockers.filter(isNews);
  const names = news.flatMap((one) => (isAwaited(one) ? [waitedText(one, nameText(one.name))] : []));
  const others = news.filter((one) => !isAwaited(one));
  const waits = names.length > 0 ? [`waits for ${listText(names)}`] : [];
  return [...waits, ...others.map((one) => blockerText(one, lookup))].join('; ');
}

const waitedText = ({ type }: Blocker, name: string) => (type === 'ended' ? `the end of ${name}` : name);

function conditionOf(name: string, lookup: Lookup): string {
  const cause = lookup(name);
  return cause ? conditionText(cause) : 'unknown';
}
