import { createHash } from 'node:crypto';
import type { EdgeAnswer, EdgeQuestion } from '../../adapters/front/edge/messages.ts';
import { WAIT_PATH } from '../../adapters/front/edge/visit.ts';
import { causesIn } from '../../core/causes/cause.ts';
import { chainOf, rootsOf } from '../../core/causes/chain.ts';
import { severityOf } from '../../core/causes/problems.ts';
import { isHopeless } from '../../core/causes/prospect.ts';
import { publicPortOf } from '../../core/service.ts';
import { edgePage, refusesText } from '../../present/edge-page.ts';
import { type Explained, wireWhy } from '../../rpc/wire/why.ts';
import { maskValue } from '../../safe/secrets.ts';
import { jsonText } from '../../safe/terminal.ts';

/** A client may ask again after this time, even if nothing will come by itself. */
const RETRY_S = 5;

/** Why a service cannot be reached by its name, for people and programs; null when there is no such service. */
export function edgeAnswer(
  { service: name, refused }: EdgeQuestion,
  project: string,
  of: Explained,
): EdgeAnswer | null {
  const state = of.state();
  const service = state.services.get(name);
  if (!service) return null;
  const lookup = causesIn(state, of.nowMs());
  const why = wireWhy(service, of);
  const reason = refused ? refusesText(publicPortOf(service.spec)) : why.reason;
  const { lines, roots } = why;
  // Output may contain secrets, and people show pages to others.
  const shown = maskValue({ project, name, reason, lines, roots }) as Pick<typeof why, 'lines' | 'roots' | 'reason'>;
  const facts = [reason, chainOf(name, lookup), roots.map(({ output }) => output)];
  const key = createHash('sha256').update(JSON.stringify(facts, timeless)).digest('base64url').slice(0, 16);
  const causes = rootsOf(name, lookup);
  const nextTryMs = causes.flatMap(({ nextTryInMs }) => nextTryInMs ?? []);
  return {
    html: edgePage({ ...shown, project, name, wait: `${WAIT_PATH}?seen=${key}` }),
    json: `${jsonText({ error: 'not-ready', ...shown }, 2)}\n`,
    key,
    hopeful:
      !refused && !isHopeless(name, lookup) && causes.every((cause) => (severityOf(cause) ?? 'pending') === 'pending'),
    retryAfterS: nextTryMs.length === 0 ? RETRY_S : Math.max(Math.ceil(Math.min(...nextTryMs) / 1000), 1),
  };
}

/** Drops values that only grow with time. */
function timeless(key: string, value: unknown): unknown {
  return key.endsWith('Ms') ? undefined : value;
}
