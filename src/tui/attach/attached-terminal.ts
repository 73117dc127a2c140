import type { RpcClient } from '../../rpc/client.ts';
import type { NotificationOf } from '../../rpc/methods.ts';
import { textWidth, truncate } from '../../text/width.ts';
import { createModeScanner } from '../../vt/mode-scanner.ts';
import type { TerminalModes } from '../../vt/modes.ts';
import { handOver } from '../../vt/set-modes.ts';
import type { Rect } from '../model/layout.ts';
import { createEmulator, type Emulator, SCROLLBACK } from './emulator.ts';

/** A smaller terminal would destroy what a program has drawn, so a smaller pane shows only a part of it. */
const LEAST = { columns: 20, rows: 4 };

/** The terminal of one run of a service, in the pane. */
export interface AttachedTerminal {
  readonly run: number;
  /** The modes that the program has set, in the output shown so far. */
  readonly modes: TerminalModes;
  /** A message on the last row of the pane; null for none. */
  notice: string | null;
  /** The rows of the pane, each at most as wide as the pane. */
  rows(pane: Rect): readonly string[];
  /** Position of the program's cursor on the screen; null if it is hidden or outside the pane. */
  cursor(pane: Rect): { readonly x: number; readonly y: number } | null;
  type(bytes: Buffer): void;
  /** Scrolls back through earlier output: down by this many rows, or up with a negative number. */
  scroll(rows: number): void;
  readonly isScrolled: boolean;
  resize(pane: Rect): void;
  /** Detaches. The service keeps running. */
  close(): void;
}

/**
 * Connects to the terminal of a service: to its current screen and modes, and then to its output. Calls `changed` when
 * the screen has changed, `moded` when the program has set modes, and `ended` when the run is over.
 */
export async function attachTerminal(options: {
  readonly client: RpcClient;
  readonly name: string;
  readonly pane: Rect;
  readonly color: boolean;
  readonly changed: () => void;
  readonly moded: () => void;
  readonly ended: () => void;
}): Promise<AttachedTerminal> {
  const { client, name, changed, moded, ended } = options;
  let size = sizeOf(options.pane);
  const send = (call: Promise<unknown>) => void call.catch(() => {});

  // Output may arrive together with the answer that contains the id of the terminal.
  let terminal: number | null = null;
  let emulator: Emulator | null = null;
  const early: Buffer[] = [];
  let isOver = false;
  const endings: number[] = [];
  const receive = (event: NotificationOf<'terminal.data'>) => {
    const bytes = Buffer.from(event.data, 'base64');
    if (terminal === null || !emulator) early.push(bytes);
    else if (event.terminal === terminal) print(bytes);
  };
  const ends = [
    client.on('terminal.data', receive),
    client.on('terminal.end', (event) => {
      if (terminal === null) endings.push(event.terminal);
      else if (event.terminal === terminal) finish();
    }),
  ];
  const opened = await client
    .call('terminal.open', { name, ...size, data: true, answers: true, scrollback: SCROLLBACK })
    .catch((error: unknown) => {
      for (const end of ends) end();
      throw error;
    });
  terminal = opened.terminal;
  const type = (bytes: Buffer) => send(client.call('terminal.write', { terminal, data: bytes.toString('base64') }));
  const scanner = createModeScanner({ modes: opened.modes });
  let answers = false;
  const made = await createEmulator({
    ...size,
    color: options.color,
    changed,
    reply: (text) => {
      if (answers) type(Buffer.from(text, 'latin1'));
    },
  });
  // Queries in this old output were answered when they came.
  made.write(
    Buffer.from(handOver(opened.modes, Buffer.from(opened.screen ?? '', 'base64').toString('latin1')), 'latin1'),
  );
  made.whenDone(() => {
    answers = true;
  });
  emulator = made;
  for (const bytes of early.splice(0)) print(bytes);
  // There is no copy of the screen. A program that fills the screen redraws it when the size changes.
  if (opened.screen === null) {
    send(client.call('terminal.resize', { terminal, columns: size.columns, rows: Math.max(size.rows - 1, 1) }));
    send(client.call('terminal.resize', { terminal, ...size }));
  }
  if (endings.includes(terminal)) queueMicrotask(finish);

  function print(bytes: Buffer): void {
    const before = scanner.modes;
    scanner.write(bytes);
    emulator?.write(bytes);
    if (scanner.modes !== before) moded();
  }

  function finish(): void {
    if (isOver) return;
    isOver = true;
    ended();
  }

  const attached: AttachedTerminal = {
    run: opened.run,
    get modes() {
      return scanner.modes;
    },
    notice: null,
    rows(pane) {
      const rows = [...made.rows(pane)];
      const notice =
        attached.notice ?? (made.below > 0 ? ` ${made.below} more rows below: shift+pgdn, or any key ` : null);
      if (notice !== null && rows.length > 0) rows[rows.length - 1] = bar(notice, pane.width);
      return rows;
    },
    cursor(pane) {
      const at = attached.notice === null ? made.cursor() : null;
      return at && at.x < pane.width && at.y < pane.height ? { x: pane.x + at.x, y: pane.y + at.y } : null;
    },
    type(bytes) {
      if (made.below > 0) attached.scroll(made.below);
      type(bytes);
    },
    scroll(rows) {
      made.scroll(rows);
      changed();
    },
    get isScrolled() {
      return made.below > 0;
    },
    resize(pane) {
      const next = sizeOf(pane);
      if (next.columns === size.columns && next.rows === size.rows) return;
      size = next;
      made.resize(size);
      send(client.call('terminal.resize', { terminal: opened.terminal, ...size }));
      // Some programs ask the terminal to report its size in-band.
      if (scanner.modes.sizeReports) type(Buffer.from(`\x1b[48;${size.rows};${size.columns};0;0t`));
    },
    close() {
      isOver = true;
      for (const end of ends) end();
      send(client.call('terminal.close', { terminal: opened.terminal }));
      made.close();
    },
  };
  return attached;
}

function bar(text: string, width: number): string {
  const shown = truncate(text, width);
  return `\x1b[7m${shown}${' '.repeat(Math.max(width - textWidth(shown), 0))}\x1b[0m`;
}

function sizeOf({ width, height }: Rect): { columns: number; rows: number } {
  return { columns: Math.max(width, LEAST.columns), rows: Math.max(height, LEAST.rows) };
}
