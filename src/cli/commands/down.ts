import { startTimeOf } from '../../adapters/os/identity.ts';
import { isSuspended } from '../../adapters/os/suspended.ts';
import { type Holder, isHeld } from '../../host/lock/holder.ts';
import { monotonicMs } from '../../monotonic.ts';
import { durationText } from '../../present/time.ts';
import { listText } from '../../present/words.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { timeoutMs } from '../args/seconds.ts';
import {
  type FoundProject,
  findProject,
  hintOnSilence,
  type Running,
  unreachable,
  useClient,
} from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { isConnectionLost } from '../present/rpc-error.ts';
import { printable } from '../present/text.ts';

/** How often a slow stop reports which services still run. */
const STILL_WAITING_MS = 2000;
/** How long the supervisor may take to finish after it was killed or has closed its socket. */
const LAST_STEPS_MS = 10_000;

/** The supervisor takes two signals that are closer together as one. */
const SECOND_SIGNAL_MS = 200;

interface How {
  readonly keep: boolean;
  readonly limitMs: number | undefined;
  readonly values: OptionValues;
}

/** `zdev down`: ends everything, or, with `--keep`, only the supervisor. Returns the exit status. */
export async function down(
  values: OptionValues,
  _given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const limitMs = timeoutMs(values);
  const place = await findProject(values, io);
  if (!place.client && !place.problem) {
    const { endKept } = await import('../../host/adoption/end-kept.ts');
    const ended = await endKept(place.dir);
    const what = ended && ended.length > 0 ? `; stopped services that it had left running: ${listText(ended)}` : '';
    if (values['json']) printJson(io, values, 'down', { ok: true, dir: place.dir, ran: false, stopped: ended ?? [] });
    else io.out(`zdev does not run in ${place.dir}${what}\n`);
    return EXIT.ok;
  }
  const how = { keep: values['keep'] === true, limitMs, values };
  if (!place.client && place.holder) return endByLock(place, place.holder, how, io);
  return useClient(place, io, (running) => end(running, how, io));
}

/** If the supervisor does not answer, its lock tells its pid: a signal requests the same. */
async function endByLock(
  place: FoundProject,
  holder: Holder,
  { keep, limitMs, values }: How,
  io: CommandIo,
): Promise<number> {
  const { pid } = holder;
  if (isSuspended(pid)) return fail(io, unreachable(place), hintOnSilence(pid), 'unreachable');
  if (keep) return fail(io, unreachable(place), '"zdev down" without --keep ends it, and its services');
  io.err(`${unreachable(place)}; zdev sends it a signal to end\n`);
  const beganMs = monotonicMs();
  const signal = () => {
    if (isHeld(holder)) process.kill(pid, 'SIGTERM');
  };
  signal();
  const waiting = setInterval(() => io.err(`zdev (pid ${pid}) still stops its services\n`), STILL_WAITING_MS);
  // The second signal kills everything now.
  const force = limitMs === undefined ? undefined : setTimeout(signal, Math.max(limitMs, SECOND_SIGNAL_MS));
  await within(Number.POSITIVE_INFINITY, () => !isHeld(holder));
  clearInterval(waiting);
  clearTimeout(force);
  const tookMs = monotonicMs() - beganMs;
  if (values['json'])
    printJson(io, values, 'down', {
      ok: true,
      dir: place.dir,
      ran: true,
      stopped: null,
      took_ms: Math.round(tookMs),
    });
  else io.out(`stopped zdev in ${place.dir} (pid ${pid}), in ${durationText(tookMs)}\n`);
  return EXIT.ok;
}

async function end({ client, dir }: Running, { keep, limitMs, values }: How, io: CommandIo): Promise<number> {
  const beganMs = monotonicMs();
  const { pid } = await client.call('project.info');
  const startTime = startTimeOf(pid);
  const isGone = () => startTimeOf(pid) !== startTime;
  const { services } = await client.call('service.snapshot');
  const alive = services.filter(({ kind, pid }) => kind !== 'target' && pid !== null);
  await ask(client, { keep });

  const stillAlive = setInterval(() => void sayWhoIsLeft(client, io), STILL_WAITING_MS);
  const force = limitMs === undefined ? undefined : setTimeout(() => void ask(client, { force: true }), limitMs);
  await client.closed;
  clearInterval(stillAlive);
  clearTimeout(force);
  if (!(await within(LAST_STEPS_MS, isGone))) {
    return fail(io, `zdev (pid ${pid}) has closed its socket but does not end`, `kill -9 ${pid}`);
  }
  const names = listText(alive.map(({ name }) => name));
  const took = durationText(monotonicMs() - beganMs);
  if (values['json']) {
    const stopped = alive.map(({ name }) => name);
    const took_ms = Math.round(monotonicMs() - beganMs);
    printJson(io, values, 'down', { ok: true, dir, ran: true, kept: keep, stopped: keep ? [] : stopped, took_ms });
  } else if (keep) io.out(`zdev in ${dir} has ended${names === '' ? '' : `; still running: ${names}`}\n`);
  else io.out(`stopped ${names === '' ? '' : `${names}, and `}zdev in ${dir}, in ${took}\n`);
  return EXIT.ok;
}

/** The end of the supervisor may cut off its answer. */
async function ask(client: RpcClient, params: { keep?: boolean; force?: boolean }): Promise<void> {
  try {
    await client.call('system.down', params);
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
  }
}

async function sayWhoIsLeft(client: RpcClient, io: CommandIo): Promise<void> {
  try {
    const { stopping } = await client.call('service.snapshot');
    if (stopping !== null) io.err(`${printable(stopping)}\n`);
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Whether `isSo` becomes true within that time. This must poll: the process is not a child, so nothing reports its end.
 */
async function within(limitMs: number, isSo: () => boolean): Promise<boolean> {
  const deadlineMs = monotonicMs() + limitMs;
  while (!isSo()) {
    if (monotonicMs() > deadlineMs) return false;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  return true;
}
