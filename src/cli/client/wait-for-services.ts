import { hasFailed } from '../../core/causes/prospect.ts';
import { monotonicMs } from '../../monotonic.ts';
import { durationText } from '../../present/time.ts';
import { type Tracked, track } from '../../rpc/track.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import { EXIT } from '../io/exit-code.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';
import { remindAfterSilence } from './reminder.ts';
import type { Waiting, WaitResult } from './waiting.ts';
import { problemLines } from './why.ts';

/**
 * Waits for each service and prints a line once it has reached its state. If a service fails, or needs one that fails,
 * the wait for it ends, even if it will be tried again: its reason and last output are printed. After a silence, prints
 * what it waits for. Returns the exit status.
 */
export async function waitForServices(waiting: Waiting): Promise<number> {
  const { client, names, until } = waiting;
  const beganMs = monotonicMs();
  const tracked = until === 'settled' && !waiting.patient ? await track(client) : null;
  const results = names.map(async (name) => {
    const outcome = client.call('service.wait', { name, until, ...timeout(waiting) });
    const settled = await (tracked ? Promise.race([outcome, failureOf(name, tracked)]) : outcome);
    return { name, settled, afterMs: monotonicMs() - beganMs };
  });
  if (waiting.values['json']) {
    const { printOutcomes } = await import('./outcomes-json.ts');
    return printOutcomes(waiting, await Promise.all(results));
  }
  const pending = new Set(names);
  const reminder = remindAfterSilence(SILENCE_MS, () => sayWaits(waiting, pending));
  const all = results.map(async (result) => {
    const { name, settled, afterMs } = await result;
    pending.delete(name);
    if (pending.size === 0) reminder.end();
    return settled?.ok ? sayDone(waiting, name, settled, afterMs) : sayFailed(waiting, name, settled);
  });
  const done = await Promise.all(all).finally(reminder.end);
  return done.every((ok) => ok) ? EXIT.ok : EXIT.failed;
}

/** How long a command waits before it says for what. */
const SILENCE_MS = 3000;
/** So many services are named. */
const NAMED = 5;

/** Says what is still waited for, and why. */
async function sayWaits({ client, io }: Waiting, pending: ReadonlySet<string>): Promise<void> {
  const names = [...pending].slice(0, NAMED);
  for (const name of names) {
    const { lines } = await client.call('service.why', { name });
    if (pending.has(name)) io.err(`waiting for ${printable(lines[0] ?? name)}\n`);
  }
  const others = pending.size - NAMED;
  if (others > 0) io.err(`waiting for ${others} more\n`);
}

function timeout({ timeoutMs }: Waiting): { timeout_ms?: number } {
  return timeoutMs === undefined ? {} : { timeout_ms: timeoutMs };
}

/** Resolves when the service, or one that it waits for, is in the state `failed`. */
function failureOf(name: string, { rows, onChange }: Tracked): Promise<null> {
  return new Promise((resolve) => {
    const look = () => {
      const lookup = (other: string) => {
        const row = rows.get(other);
        return row && causeOfRow(row);
      };
      if (hasFailed(name, lookup)) resolve(null);
    };
    onChange(look);
    look();
  });
}

function sayDone({ io, until, before }: Waiting, name: string, { services }: WaitResult, afterMs: number): true {
  const paint = painter(io.color.out);
  const was = before.find((row) => row.name === name);
  const row = services.find((row) => row.name === name);
  const word =
    until === 'stopped' ? 'stopped' : row?.kind === 'oneshot' ? 'done' : until === 'healthy' ? 'healthy' : 'ready';
  const isOld = until === 'stopped' ? was?.pid === null && was.kind !== 'target' : was?.ready && was.run === row?.run;
  const time = isOld ? ' already' : until !== 'stopped' ? ` after ${durationText(afterMs)}` : '';
  io.out(`${name}: ${paint(until === 'stopped' ? 'dim' : 'green', word)}${time}\n`);
  return true;
}

async function sayFailed({ client, io, until }: Waiting, name: string, outcome: WaitResult | null): Promise<false> {
  const late = outcome?.timed_out ? [`${name}: not ${until === 'settled' ? 'ready' : until} in time`] : [];
  const { lines: chain, roots } = await client.call('service.why', { name });
  const lines = [...late, ...chain.map(printable), ...roots.flatMap(problemLines)];
  const [first = '', ...rest] = lines;
  io.err([painter(io.color.err)('red', first), ...rest, ''].join('\n'));
  return false;
}
