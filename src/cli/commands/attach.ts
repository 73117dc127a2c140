import { type Tracked, track } from '../../rpc/track.ts';
import type { OptionValues } from '../args/options.ts';
import { resolveNames } from '../client/match-names.ts';
import { type Running, withClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { type LocalTerminal, systemTerminal } from '../io/local-terminal.ts';
import { fail } from '../present/error.ts';
import { stateText } from '../present/service.ts';
import type { RunConnection } from '../terminal/run-connection.ts';

/**
 * `zdev attach`: connects this terminal to a service until Ctrl-]. If its run ends and another follows, connects to
 * that one. The service keeps running. Returns the exit status.
 */
export async function attach(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
  local: LocalTerminal = systemTerminal(io.out),
): Promise<number> {
  if (!local.isTTY) return fail(io, 'attach needs a terminal for its input and output', 'zdev logs -f NAME');
  return withClient(values, io, async (running) => {
    const [name, another] = (await resolveNames(running.client, given, io)) ?? [];
    if (name === undefined) return EXIT.failed;
    if (another !== undefined) return fail(io, `only one at a time: ${name}, ${another}?`);
    return connectTerminals(running, name, io, local);
  });
}

/**
 * Ctrl-] as it is typed, and as terminals send it that distinguish more keys (kitty's protocol, xterm's
 * modifyOtherKeys).
 */
const LEAVE = /\x1d|\x1b\[93;5u|\x1b\[27;5;93~/;

async function connectTerminals(
  { client }: Running,
  name: string,
  io: CommandIo,
  local: LocalTerminal,
): Promise<number> {
  let leave: (how: 'left' | 'ended') => void = () => {};
  const over = new Promise<'left' | 'ended'>((resolve) => {
    leave = resolve;
  });
  const { connectRun } = await import('../terminal/run-connection.ts');
  let tracked: Tracked | null = null;
  let isOpening = false;
  /** The service changed while its next run was being connected. */
  let hasChanged = false;
  let run: RunConnection | null = await connectRun({ client, name, local, ended: () => void next() });
  let last = run.run;
  io.err(`attached to ${name}; Ctrl-] leaves\n`);
  run.show();
  const giveBack = local.takeOver({
    typed(bytes) {
      const text = bytes.toString('latin1');
      const key = LEAVE.exec(text);
      // Without a run, keys are dropped.
      run?.type(bytes.subarray(0, key?.index ?? bytes.length));
      if (key) leave('left');
    },
    resized: () => run?.resize(),
  });

  /** After the end of a run, waits for the next one if there will be one. */
  async function next(): Promise<void> {
    run?.close();
    run = null;
    if (!tracked) {
      tracked = await trackOrNot();
      tracked?.onChange(() => void reopen());
    }
    local.write('\r\n');
    await reopen();
    const row = tracked?.rows.get(name);
    if (run === null && row && isToRunAgain(row)) {
      io.err(`${name}: ${stateText(row)}; keys go nowhere until it runs again, Ctrl-] leaves\n`);
    }
  }

  /** Null if the supervisor has gone, which is reported elsewhere. */
  async function trackOrNot(): Promise<Tracked | null> {
    try {
      return await track(client);
    } catch {
      return null;
    }
  }

  async function reopen(): Promise<void> {
    const row = tracked?.rows.get(name);
    hasChanged = isOpening;
    if (run !== null || isOpening) return;
    if (!row || !isToRunAgain(row)) return leave('ended');
    if (row.pid === null || row.run <= last) return;
    isOpening = true;
    try {
      run = await connectRun({ client, name, local, ended: () => void next() });
      last = run.run;
      io.err(`${name} runs again: keys go to run ${last}\n`);
      run.show();
    } catch {
      // The new run has ended already. The next change leads here again.
    } finally {
      isOpening = false;
    }
    if (hasChanged) await reopen();
  }

  let how: 'left' | 'ended' | 'lost';
  try {
    how = await Promise.race([over, signalled(), client.closed.then(() => 'lost' as const)]);
  } finally {
    run?.close();
    giveBack();
  }
  if (how === 'left') io.err(`\nleft ${name}; it keeps running\n`);
  if (how === 'lost') return fail(io, 'zdev has ended');
  if (how === 'ended') {
    const { services } = await client.call('service.snapshot', { name });
    io.err(`\n${name}: ${services[0] ? stateText(services[0]) : 'gone'}\n`);
  }
  return EXIT.ok;
}

/** Whether the service will run again: a file has changed, zdev tries again, or something restarts it. */
function isToRunAgain({
  state,
  intent,
  next_try_in_ms,
}: {
  state: string;
  intent: string;
  next_try_in_ms: number | null;
}) {
  if (next_try_in_ms !== null) return true;
  return intent === 'up' && ['starting', 'running', 'stopping', 'blocked'].includes(state);
}

/** Closing the window, or a `kill`, has the same effect as Ctrl-]. */
function signalled(): Promise<'left'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, () => resolve('left'));
  });
}
