import { rootsOf } from '../../core/causes/chain.ts';
import { monotonicMs } from '../../monotonic.ts';
import { durationText } from '../../present/time.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { ResultOf } from '../../rpc/methods.ts';
import type { Row } from '../../rpc/results.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import type { Caller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';
import { type Tracked, track } from './track.ts';
import { problemLines } from './why.ts';

/** What was asked of which services, and is now waited for. */
export interface Waiting {
  readonly client: RpcClient;
  readonly caller: Caller;
  readonly names: readonly string[];
  readonly until: 'settled' | 'stopped';
  readonly timeoutMs: number | undefined;
  /** These services before it was asked. */
  readonly before: readonly Row[];
}

type Outcome = ResultOf<'service.wait'>;

/**
 * Waits for each service and prints a line as soon as it is so. One that fails, or needs one that fails, is not waited
 * for any longer, even if it will be tried again: its reason and last output are printed. Gives the exit status.
 */
export async function settle(waiting: Waiting): Promise<number> {
  const { client, names, until } = waiting;
  const beganMs = monotonicMs();
  const tracked = until === 'settled' ? await track(client) : null;
  const results = names.map(async (name) => {
    const outcome = client.call('service.wait', { name, until, ...timeout(waiting) });
    const settled = await (tracked ? Promise.race([outcome, failureOf(name, tracked)]) : outcome);
    if (settled?.ok) return sayDone(waiting, name, settled, monotonicMs() - beganMs);
    return sayFailed(waiting, name, settled);
  });
  const all = await Promise.all(results);
  return all.every((ok) => ok) ? EXIT.ok : EXIT.failed;
}

function timeout({ timeoutMs }: Waiting): { timeout_ms?: number } {
  return timeoutMs === undefined ? {} : { timeout_ms: timeoutMs };
}

/** Settles when the service, or what it waits for, is in the state `failed`. */
function failureOf(name: string, { rows, onChange }: Tracked): Promise<null> {
  return new Promise((resolve) => {
    const look = () => {
      const lookup = (other: string) => {
        const row = rows.get(other);
        return row && causeOfRow(row);
      };
      if (rootsOf(name, lookup).some(({ state }) => state === 'failed')) resolve(null);
    };
    onChange(look);
    look();
  });
}

function sayDone({ caller, until, before }: Waiting, name: string, { services }: Outcome, afterMs: number): true {
  const paint = painter(caller.color.out);
  const was = before.find((row) => row.name === name);
  const row = services.find((row) => row.name === name);
  const word = until === 'stopped' ? 'stopped' : row?.kind === 'oneshot' ? 'done' : 'ready';
  const isOld = until === 'stopped' ? was?.pid === null && was.kind !== 'target' : was?.ready && was.run === row?.run;
  const time = isOld ? ' already' : until === 'settled' ? ` after ${durationText(afterMs)}` : '';
  caller.out(`${name}: ${paint(until === 'stopped' ? 'dim' : 'green', word)}${time}\n`);
  return true;
}

async function sayFailed({ client, caller, until }: Waiting, name: string, outcome: Outcome | null): Promise<false> {
  const late = outcome?.timed_out ? [`${name}: not ${until === 'settled' ? 'ready' : until} in time`] : [];
  const { lines: chain, roots } = await client.call('service.why', { name });
  const lines = [...late, ...chain.map(printable), ...roots.flatMap(problemLines)];
  const [first = '', ...rest] = lines;
  caller.err([painter(caller.color.err)('red', first), ...rest, ''].join('\n'));
  return false;
}
