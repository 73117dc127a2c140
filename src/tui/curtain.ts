import { wantsAscii } from './model/look.ts';
import type { InputEvent } from './term/event.ts';
import { createInput } from './term/input.ts';
import { startKeeper } from './term/keeper.ts';
import { openTerminalSession, type TerminalSession } from './term/session.ts';

/** The terminal, taken over, with a first picture on it; what is typed meanwhile is kept. */
export interface Curtain {
  readonly session: TerminalSession;
  readonly look: { readonly ascii: boolean; readonly color: boolean; readonly mouse: boolean };
  /**
   * Takes the input from now on, what has been typed before first. `raw` is asked before: true means that the bytes were
   * its own, as they are for a program that is attached. Returns the way to stop that.
   */
  onEvent(receive: (event: InputEvent) => void, raw: (bytes: Buffer) => boolean): () => void;
  /** As if these had been typed. */
  type(bytes: Buffer): void;
  /** Gives the terminal back. May be called more than once. */
  close(): void;
}

const ESC_MS = 30;
const REMOTE_ESC_MS = 100;

/** Takes the terminal over and shows who is going to be started. Loads nothing that takes time. */
export async function raiseCurtain(options: {
  readonly project: string;
  readonly names: readonly string[];
  readonly mouse: boolean;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Curtain> {
  const { env, mouse, color } = options;
  const look = { ascii: wantsAscii(env), color, mouse };
  const keeper = startKeeper(1);
  await keeper.ready;
  const session = openTerminalSession({ stdin: process.stdin, stdout: process.stdout, mouse });
  session.write(firstPicture(options, session.size(), look.ascii));

  const waiting: InputEvent[] = [];
  let receive: ((event: InputEvent) => void) | null = null;
  let raw: (bytes: Buffer) => boolean = () => false;
  const input = createInput({
    emit: (event) => (receive ? receive(event) : void waiting.push(event)),
    escTimeoutMs: env['SSH_CONNECTION'] === undefined ? ESC_MS : REMOTE_ESC_MS,
  });
  session.onInput((chunk) => {
    if (!raw(chunk)) input.write(chunk);
  });
  return {
    session,
    look,
    onEvent(callback, isRaw) {
      receive = callback;
      raw = isRaw;
      for (const event of waiting.splice(0)) callback(event);
      return () => {
        receive = () => {};
        raw = () => false;
      };
    },
    type: input.write,
    close() {
      input.end();
      session.leave();
      keeper.done();
    },
  };
}

/** The frame as it will be, before anything is known: the names, and that they are about to start. */
function firstPicture(
  { project, names }: { readonly project: string; readonly names: readonly string[] },
  { columns, rows }: { readonly columns: number; readonly rows: number },
  ascii: boolean,
): string {
  const shown = names.slice(0, Math.max(rows - 3, 0));
  const glyph = ascii ? '.' : '○';
  const lines = [`\x1b[1m zdev \x1b[22m${project}`, '', ...shown.map((name) => ` ${glyph} ${name}`)];
  const cut = lines.map((line) => (line.length > columns + 9 ? line.slice(0, columns + 9) : line));
  return `\x1b[H\x1b[2J${cut.map((line, row) => `\x1b[${row + 1};1H${line}`).join('')}`;
}
