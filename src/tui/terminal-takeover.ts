import { wantsAscii } from './model/display-status.ts';
import { type KeyChoices, type Keymap, keymapWith } from './model/keymap.ts';
import { THEMES, type Theme, type ThemeName, themeFor } from './model/theme.ts';
import { createInput } from './term/input.ts';
import type { InputEvent } from './term/input-event.ts';
import { startTerminalRestorer } from './term/terminal-restorer.ts';
import { openTerminalSession, type TerminalSession } from './term/terminal-session.ts';

/** The terminal after it was taken over, with a first picture on it. What is typed meanwhile is kept. */
export interface TerminalTakeover {
  readonly session: TerminalSession;
  readonly appearance: Appearance;
  /** Draws a first frame, unless the screen has come already. */
  show(draw: (size: { readonly columns: number; readonly rows: number }) => string): void;
  /**
   * Receives the input from now on, beginning with what was typed before. `raw` is asked first: true means that it took
   * the bytes, as for an attached program. Returns a function that stops this.
   */
  onEvent(receive: (event: InputEvent) => void, raw: (bytes: Buffer) => boolean): () => void;
  /** Handles bytes as if they had been typed. */
  type(bytes: Buffer): void;
  /** Restores the terminal. May be called more than once. */
  close(): void;
}

const ESC_MS = 30;
const REMOTE_ESC_MS = 100;
const REMOTE_IN_FLIGHT = { quietMs: 300, maxMs: 2_000 };

/** The appearance of the screen on this terminal. */
interface Appearance {
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: Theme;
  readonly keymap: Keymap;
  readonly mouse: boolean;
}

/** Takes the terminal over and shows that zdev starts. Loads nothing slow. */
export async function takeOverTerminal(options: {
  readonly mouse: boolean;
  readonly color: boolean;
  readonly theme: ThemeName;
  /** Keys that the user wants, by action. */
  readonly keys: KeyChoices;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<TerminalTakeover> {
  const { env, mouse, color, theme } = options;
  const remote = env['SSH_CONNECTION'] !== undefined;
  const restorer = startTerminalRestorer(1);
  await restorer.ready;
  const session = openTerminalSession({
    stdin: process.stdin,
    stdout: process.stdout,
    mouse,
    restorer,
    ...(remote && { inFlight: REMOTE_IN_FLIGHT }),
  });
  const first = themeFor(theme, env);
  session.write(first === THEMES.middle && color ? FIRST_PICTURE + ASK_BACKGROUND : FIRST_PICTURE);

  const waiting: InputEvent[] = [];
  let receive = (event: InputEvent) => {
    waiting.push(event);
    if (waiting.filter(isInterrupt).length >= 2) giveUp();
  };
  let raw: (bytes: Buffer) => boolean = () => false;
  const input = createInput({
    emit: (event) => receive(event),
    takes: (rest) => raw(rest),
    escTimeoutMs: remote ? REMOTE_ESC_MS : ESC_MS,
  });
  session.onInput((chunk) => {
    if (!raw(chunk)) input.write(chunk);
  });

  function close(): void {
    input.end();
    session.leave();
  }

  /** The start takes longer than the user waits. The supervisor, if there is one, notices that its owner has gone. */
  function giveUp(): void {
    close();
    process.exit(INTERRUPTED);
  }

  let taken = false;
  return {
    session,
    show(draw) {
      if (!taken) session.write(draw(session.size()));
    },
    appearance: { ascii: wantsAscii(env), color, theme: first, keymap: keymapWith(options.keys), mouse },
    onEvent(callback, isRaw) {
      taken = true;
      receive = callback;
      raw = isRaw;
      for (const event of waiting.splice(0)) callback(event);
      return () => {
        receive = () => {};
        raw = () => false;
      };
    },
    type: input.write,
    close,
  };
}

const FIRST_PICTURE = '\x1b[H\x1b[2J\x1b[1m zdev \x1b[22m starting';
/** Readable colours depend on the background. Terminals that do not know the question are silent. */
const ASK_BACKGROUND = '\x1b]11;?\x1b\\';
/** As in shells, after SIGINT. */
const INTERRUPTED = 130;

function isInterrupt(event: InputEvent): boolean {
  return event.type === 'key' && event.key === 'ctrl+c';
}
