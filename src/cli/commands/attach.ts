import type { OptionValues } from '../args/options.ts';
import { type Running, withClient } from '../client/client.ts';
import { resolveNames } from '../client/select-services.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { createModeTracker, type LocalTerminal, systemTerminal } from '../io/local-terminal.ts';
import { fail } from '../present/error.ts';
import { isRpcError } from '../present/rpc-error.ts';
import { stateText } from '../present/service.ts';

/** `zdev attach`: this terminal is that of a service, until Ctrl-]. The service goes on. Gives the exit status. */
export async function attach(
  values: OptionValues,
  given: readonly string[],
  caller: Caller = systemCaller(),
  local: LocalTerminal = systemTerminal(caller.out),
): Promise<number> {
  if (!local.isTTY) return fail(caller, 'attach needs a terminal for its input and output', 'zdev logs -f NAME');
  return withClient(values, caller, async (running) => {
    const [name, another] = (await resolveNames(running.client, given, caller)) ?? [];
    if (name === undefined) return EXIT.failed;
    if (another !== undefined) return fail(caller, `only one at a time: ${name}, ${another}?`);
    return connectTerminals(running, name, caller, local);
  });
}

/** Ctrl-], as it is typed, and as terminals send it that tell keys apart (kitty's protocol, xterm's modifyOtherKeys). */
const LEAVE = ['\x1d', '\x1b[93;5u', '\x1b[27;5;93~'];

async function connectTerminals(
  { client }: Running,
  name: string,
  caller: Caller,
  local: LocalTerminal,
): Promise<number> {
  const modes = createModeTracker();
  let leave: (how: 'left' | 'ended') => void = () => {};
  const over = new Promise<'left' | 'ended'>((resolve) => {
    leave = resolve;
  });
  client.on('terminal.data', ({ data }) => {
    const bytes = Buffer.from(data, 'base64');
    modes.follow(bytes);
    local.write(bytes);
  });
  client.on('terminal.end', () => leave('ended'));
  const { columns, rows } = local.size();
  // One row less, and then all of them: a program that fills the screen draws it anew when the size changes.
  const { terminal } = await client.call('terminal.open', { name, columns, rows: Math.max(rows - 1, 1) });
  send(client.call('terminal.resize', { terminal, columns, rows }));
  caller.err(`attached to ${name}; Ctrl-] leaves\n`);
  const giveBack = local.takeOver({
    typed(bytes) {
      const text = bytes.toString('latin1');
      const at = LEAVE.map((key) => text.indexOf(key)).filter((index) => index >= 0);
      const before = at.length > 0 ? bytes.subarray(0, Math.min(...at)) : bytes;
      if (before.length > 0) send(client.call('terminal.write', { terminal, data: before.toString('base64') }));
      if (at.length > 0) leave('left');
    },
    resized: () => send(client.call('terminal.resize', { terminal, ...local.size() })),
  });
  let how: 'left' | 'ended' | 'lost';
  try {
    how = await Promise.race([over, signalled(), client.closed.then(() => 'lost' as const)]);
  } finally {
    local.write(modes.undo());
    giveBack();
  }
  if (how === 'left') caller.err(`\nleft ${name}; it goes on\n`);
  if (how === 'lost') return fail(caller, 'zdev has ended');
  if (how === 'ended') {
    const { services } = await client.call('service.snapshot', { name });
    caller.err(`\n${name}: ${services[0] ? stateText(services[0]) : 'gone'}\n`);
  }
  return EXIT.ok;
}

/** What is typed when the run has just ended goes nowhere; the end itself is told otherwise. */
function send(call: Promise<unknown>): void {
  call.catch((error: unknown) => {
    if (!isRpcError(error) && (error as Error).name !== 'ConnectionLost') throw error;
  });
}

/** Closing the window, or a `kill`, ends this as Ctrl-] does. */
function signalled(): Promise<'left'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, () => resolve('left'));
  });
}
