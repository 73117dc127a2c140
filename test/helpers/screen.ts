import xterm from '@xterm/headless';
import { until } from './wait.ts';
import type { Rig } from './zdev.ts';
import { startOnPty, ZDEV_BIN, type ZdevOnPty } from './zdev-process.ts';

/** zdev with its screen, as a person sees it: a terminal that understands what is printed. */
export interface Screen {
  readonly zdev: ZdevOnPty;
  /** The rows as they are now, without blanks at their ends. */
  rows(): string[];
  /** The rows as one text. */
  text(): string;
  /** How often all of it has been drawn anew. */
  repaints(): number;
  /** Whether the program has the other screen of the terminal. */
  isFull(): boolean;
  /** What of the terminal the program has switched on. */
  modes(): { readonly mouse: string; readonly paste: boolean; readonly cursor: boolean };
  /** Waits until the screen has this. */
  shows(what: string | RegExp): Promise<void>;
  /** Waits until the screen does not have this. */
  hides(what: string | RegExp): Promise<void>;
  /** Presses keys: characters as they are, others by name (`up`, `enter`, `ctrl+c`). */
  press(...keys: readonly string[]): void;
  resize(columns: number, rows: number): void;
  /** Everything that was printed, as latin1. */
  readonly bytes: string;
}

const KEYS: Readonly<Record<string, string>> = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  enter: '\r',
  esc: '\x1b',
  tab: '\t',
  space: ' ',
  backspace: '\x7f',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  'ctrl+c': '\x03',
  'ctrl+z': '\x1a',
  'ctrl+]': '\x1d',
  'ctrl+l': '\x0c',
};

interface ScreenOptions {
  readonly args?: readonly string[];
  /** In place of zdev: a shell command line in which `$ZDEV` is zdev. */
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `zdev up`, or something else, in a terminal of this size. */
export function openScreen(rig: Rig, [columns, rows]: readonly [number, number], options: ScreenOptions = {}): Screen {
  const size = { columns, rows };
  const terminal = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
    scrollback: 1000,
  });
  const env = { ...rig.environ, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...options.env };
  const { shell, args = ['up'] } = options;
  const command = shell ? ['/bin/sh', '-c', shell] : [process.execPath, ZDEV_BIN, ...args];
  let bytes = '';
  const zdev = startOnPty({ command, cwd: rig.dir, env }, size, (chunk) => {
    bytes += chunk.toString('latin1');
    terminal.write(Uint8Array.from(chunk));
  });

  function rowsNow(): string[] {
    const { active } = terminal.buffer;
    return Array.from({ length: terminal.rows }, (_, y) =>
      (active.getLine(active.baseY + y)?.translateToString(true) ?? '').trimEnd(),
    );
  }
  const text = () => rowsNow().join('\n');
  const has = (what: string | RegExp) => (typeof what === 'string' ? text().includes(what) : what.test(text()));
  async function waitFor(condition: () => boolean, what: string): Promise<void> {
    await until(condition, { what }).catch(() => {
      throw new Error(`${what} (zdev ended: ${zdev.ending}), but the screen is:\n${text()}`);
    });
  }

  return {
    zdev,
    rows: rowsNow,
    text,
    repaints: () => bytes.split('\x1b[2J').length,
    modes() {
      const { mouseTrackingMode: mouse, bracketedPasteMode: paste } = terminal.modes;
      return { mouse, paste, cursor: !/\x1b\[\?25l(?![\s\S]*\x1b\[\?25h)/.test(bytes) };
    },
    isFull: () => terminal.buffer.active.type === 'alternate',
    shows: (what) => waitFor(() => has(what), `the screen shows ${what}`),
    hides: (what) => waitFor(() => !has(what), `the screen does not show ${what}`),
    press(...keys) {
      for (const key of keys) zdev.type(KEYS[key] ?? key);
    },
    resize(columns, rows) {
      terminal.resize(columns, rows);
      zdev.resize({ columns, rows });
    },
    get bytes() {
      return bytes;
    },
  };
}
