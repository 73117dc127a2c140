import { type Finding, type Place, warning } from '../finding.ts';
import { addEdge, type Draft, type Need, replicaNames } from './draft.ts';

/** Turns needs into zdev's lists of dependencies, and services whose completion is awaited into oneshots. */
export function linkDrafts(drafts: readonly Draft[], problems: Finding[]): void {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  for (const { needs } of drafts) {
    for (const { to, until } of needs) {
      const other = byName.get(to);
      if (other !== undefined && runsToItsEnd(other, until)) other.table.oneshot = true;
    }
  }
  for (const draft of drafts) if (draft.table.oneshot) dropHealth(draft, problems);
  for (const draft of drafts) for (const need of draft.needs) link(draft, need, byName.get(need.to), problems);
}

/**
 * A service that others wait for to succeed is a oneshot. One that others wait for to end is too, unless it may be
 * ready or restart.
 */
function runsToItsEnd({ table }: Draft, until: Need['until']): boolean {
  if (until === 'succeeded') return true;
  return until === 'completed' && table.health === undefined && table.lifecycle?.restart !== 'always';
}

const LISTS = {
  started: ['after', 'wants'],
  healthy: ['requires'],
  completed: ['ended'],
  succeeded: ['requires'],
} as const satisfies Record<Need['until'], readonly ('requires' | 'after' | 'ended' | 'wants')[]>;

/** Removes a health check, because only success makes a oneshot ready. */
function dropHealth(draft: Draft, problems: Finding[]): void {
  if (draft.table.health === undefined) return;
  const message = `"${draft.name}" runs to its end, so its health check is left out`;
  problems.push(warning('not-imported', message, placeOfHealth(draft)));
  delete draft.table.health;
}

const placeOfHealth = ({ places, field }: Draft): Place => places.get('health') ?? field.key;

function link(draft: Draft, need: Need, other: Draft | undefined, problems: Finding[]): void {
  const { to, until, place } = need;
  // a service in no active profile does not start, and nothing waits for it
  if (need.required === false && (other === undefined || other.table.status === 'stop')) return;
  // one list is enough to report a wrong name
  if (other === undefined || other === draft) return addEdge(draft, 'requires', to, place);
  const all = replicaNames(other);
  for (const name of need.replica === undefined ? all : [all[need.replica]!]) {
    for (const list of LISTS[until]) {
      addEdge(draft, list, name, place);
    }
  }
  const say = (message: string, hint: string) => problems.push(warning('weaker-condition', message, place, hint));
  const { health, port, oneshot } = other.table;
  if (until === 'healthy' && health === undefined && port === undefined && !oneshot)
    say(`"${to}" has no health check: "${draft.name}" waits until it is started`, 'give it a health check');
  if (until === 'healthy' && oneshot)
    say(`"${to}" is a oneshot for another service: "${draft.name}" waits until it has succeeded`, 'name one condition');
}
