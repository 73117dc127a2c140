import type { RpcClient } from '../../rpc/client.ts';
import type { NotificationOf } from '../../rpc/methods.ts';
import type { Rect } from '../model/layout.ts';
import { createEmulator, type Emulator } from './emulator.ts';

/** So small a terminal would make rubble of what a program has drawn: a smaller pane shows a part of it. */
const LEAST = { columns: 20, rows: 4 };
/** From what a program has printed last, its screen is made. */
const BACKLOG_BYTES = 512 * 1024;

/** The terminal of a service in the pane. */
export interface AttachedTerminal {
  /** The rows of the pane, each at most as wide as it. */
  rows(pane: Rect): readonly string[];
  /** Where the program's cursor is on the screen; null when it is hidden, or outside the pane. */
  cursor(pane: Rect): { readonly x: number; readonly y: number } | null;
  type(bytes: Buffer): void;
  resize(pane: Rect): void;
  /** Leaves it. The service goes on. */
  close(): void;
}

/**
 * Connects to the terminal of a service. What it prints comes from the output feed, from a while back on, so that its
 * screen is there at once. `changed` is called when there is something new on it, `ended` when the run is over.
 */
export async function attachTerminal(options: {
  readonly client: RpcClient;
  readonly name: string;
  readonly pane: Rect;
  readonly color: boolean;
  readonly changed: () => void;
  readonly ended: () => void;
}): Promise<AttachedTerminal> {
  const { client, name, changed, ended } = options;
  let size = sizeOf(options.pane);
  const send = (call: Promise<unknown>) => void call.catch(() => {});

  // One row less, and then all of them: a program that fills the screen draws it anew when the size changes.
  const smaller = { columns: size.columns, rows: Math.max(size.rows - 1, 1) };
  const { terminal, run } = await client.call('terminal.open', { name, ...smaller, data: false, answers: true });
  const type = (bytes: Buffer) => send(client.call('terminal.write', { terminal, data: bytes.toString('base64') }));
  const emulator: Emulator = await createEmulator({
    ...size,
    color: options.color,
    changed,
    reply: (text) => type(Buffer.from(text, 'latin1')),
  });

  const ends = [
    client.on('terminal.end', (event) => {
      if (event.terminal === terminal) ended();
    }),
  ];
  let subscription: number | null = null;
  // News may come together with the answer that says how they are called.
  const early: NotificationOf<'events.output'>[] = [];
  const receive = (event: NotificationOf<'events.output'>) => {
    if (subscription === null) early.push(event);
    if (event.subscription !== subscription) return;
    // What an earlier run has left on the screen is not there any more.
    for (const piece of event.pieces) {
      if (piece.run >= run) emulator.write(Buffer.from(piece.data, 'base64'));
    }
  };
  ends.push(client.on('events.output', receive));
  const subscribed = await client.call('events.subscribe', { states: false, output: [name], backlog: BACKLOG_BYTES });
  subscription = subscribed.subscription;
  for (const event of early.splice(0)) receive(event);
  send(client.call('terminal.resize', { terminal, ...size }));

  return {
    rows: (pane) => emulator.rows(pane),
    cursor(pane) {
      const at = emulator.cursor();
      return at && at.x < pane.width && at.y < pane.height ? { x: pane.x + at.x, y: pane.y + at.y } : null;
    },
    type,
    resize(pane) {
      const next = sizeOf(pane);
      if (next.columns === size.columns && next.rows === size.rows) return;
      size = next;
      emulator.resize(size);
      send(client.call('terminal.resize', { terminal, ...size }));
    },
    close() {
      for (const end of ends) end();
      if (subscription !== null) send(client.call('events.unsubscribe', { subscription }));
      send(client.call('terminal.close', { terminal }));
      emulator.close();
    },
  };
}

function sizeOf({ width, height }: Rect): { columns: number; rows: number } {
  return { columns: Math.max(width, LEAST.columns), rows: Math.max(height, LEAST.rows) };
}
