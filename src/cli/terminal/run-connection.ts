import type { RpcClient } from '../../rpc/client.ts';
import type { NotificationOf } from '../../rpc/methods.ts';
import { createModeScanner } from '../../vt/mode-scanner.ts';
import { RESET_MODES } from '../../vt/modes.ts';
import { handOver, setModes } from '../../vt/set-modes.ts';
import type { LocalTerminal } from '../io/local-terminal.ts';
import { isRpcError } from '../present/rpc-error.ts';

/** How many lines above the program's screen go into the scrollback of this terminal. */
const SCROLLBACK = 1000;

/** This terminal, connected to the terminal of one run of a service. */
export interface RunConnection {
  readonly run: number;
  /** Applies the program's screen and modes to this terminal, and then prints its output. */
  show(): void;
  type(bytes: Buffer): void;
  /** Reports a new size of this terminal. */
  resize(): void;
  /** Disconnects, and resets the modes that the program has set. */
  close(): void;
}

/** Connects to the current run of a service. Calls `ended` when the run is over. Rejects as `terminal.open` does. */
export async function connectRun(options: {
  readonly client: RpcClient;
  readonly name: string;
  readonly local: LocalTerminal;
  readonly ended: () => void;
}): Promise<RunConnection> {
  const { client, name, local, ended } = options;
  // Output may arrive together with the answer that contains the id of the terminal.
  const early: Buffer[] = [];
  const endings: number[] = [];
  let isShown = false;
  let isClosed = false;
  let id: number | null = null;
  const ends = [
    client.on('terminal.data', (event: NotificationOf<'terminal.data'>) => {
      const bytes = Buffer.from(event.data, 'base64');
      if (!isShown) early.push(bytes);
      else if (event.terminal === id) print(bytes);
    }),
    client.on('terminal.end', ({ terminal }) => {
      endings.push(terminal);
      if (isShown && terminal === id) ended();
    }),
  ];
  const size = local.size();
  const opened = await client
    .call('terminal.open', { name, ...size, scrollback: SCROLLBACK })
    .catch((error: unknown) => {
      for (const end of ends) end();
      throw error;
    });
  const { terminal } = opened;
  id = terminal;
  const scanner = createModeScanner({ modes: opened.modes });

  function print(bytes: Buffer): void {
    scanner.write(bytes);
    local.write(bytes);
  }

  return {
    run: opened.run,
    show() {
      const screen = opened.screen === null ? '' : Buffer.from(opened.screen, 'base64').toString('latin1');
      // Scrolls the content of this terminal up, as `clear` does: the screen is empty, and nothing is lost.
      const room = opened.screen === null ? '' : `${'\r\n'.repeat(size.rows)}\x1b[H`;
      local.write(room + handOver(opened.modes, screen));
      isShown = true;
      for (const bytes of early.splice(0)) print(bytes);
      // There is no copy of the screen. A program that fills the screen redraws it when the size changes.
      if (opened.screen === null) {
        send(client.call('terminal.resize', { terminal, columns: size.columns, rows: Math.max(size.rows - 1, 1) }));
        send(client.call('terminal.resize', { terminal, ...size }));
      }
      if (endings.includes(terminal)) ended();
    },
    type(bytes) {
      if (bytes.length > 0) send(client.call('terminal.write', { terminal, data: bytes.toString('base64') }));
    },
    resize: () => send(client.call('terminal.resize', { terminal, ...local.size() })),
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const end of ends) end();
      send(client.call('terminal.close', { terminal }));
      if (isShown) local.write(`${setModes(scanner.modes, RESET_MODES)}\x1b[0m`);
    },
  };
}

/** Drops what is typed just after the run has ended. The end is reported elsewhere. */
function send(call: Promise<unknown>): void {
  call.catch((error: unknown) => {
    if (!isRpcError(error) && (error as Error).name !== 'ConnectionLost') throw error;
  });
}
