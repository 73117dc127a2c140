import type { ReadStream, WriteStream } from 'node:tty';
import { discardInput, letGoOfTerminals, setBlocking, writeWithin } from '../../tty/terminal-io.ts';
import { onCrash } from './crash.ts';
import {
  ENTER,
  FOCUS_OFF,
  FOCUS_ON,
  MOTION_OFF,
  MOTION_ON,
  MOUSE_OFF,
  MOUSE_ON,
  RESET,
  WHEEL_KEYS_OFF,
  WHEEL_KEYS_ON,
} from './modes.ts';
import type { TerminalRestorer } from './terminal-restorer.ts';

/** The terminal, while the TUI has it. */
export interface TerminalSession {
  /** False when the terminal is behind (then `onDrain` follows), or when somebody else has it: then nothing is written. */
  write(text: string): boolean;
  onDrain(callback: () => void): void;
  onInput(callback: (chunk: Buffer) => void): void;
  onResize(callback: () => void): void;
  /** The screen is unknown: after a suspension, an editor, or a `fg` that nobody here asked for. */
  onRepaint(callback: () => void): void;
  /** The terminal has gone away: its window was closed, its line is broken. At most once. */
  onGone(callback: () => void): void;
  size(): { readonly columns: number; readonly rows: number };
  setMouse(on: boolean): void;
  /** Moves while a button is down; for as long as a drag lasts. */
  setMotion(on: boolean): void;
  /** The wheel sends arrow keys; for when the mouse is off. */
  setWheelKeys(on: boolean): void;
  /** The terminal says when it gets and loses the focus, as part of its input. */
  setFocusReports(on: boolean): void;
  /** What hands over the modes of a program that is attached, and what takes them back; null: there is none any more. */
  setGuest(modes: GuestModes | null): void;
  /** Whether the terminal is ours now. While an editor has it, a Ctrl-C is for the editor. */
  readonly active: boolean;
  /** What Ctrl-Z does elsewhere: the shell has the terminal until it says `fg`. */
  suspend(): Promise<void>;
  /** Gives the terminal to another program, and takes it back when `run` has settled. Nothing happens when it is not ours. */
  pauseFor(run: () => Promise<void>): Promise<void>;
  /** Resolves when all that was written has gone out, or when the terminal does not take it within a second. */
  flushed(): Promise<void>;
  /** Gives the terminal back for good. May be called at any time, any number of times, in a crash too. */
  leave(): void;
}

/** Sequences that bring the terminal from the modes of the screen to those of a program, and back. */
export interface GuestModes {
  readonly set: string;
  readonly undo: string;
}

const FLUSH_TIMEOUT_MS = 1_000;

/** Until no more comes of what a terminal on this machine said before it was told to be silent. */
const IN_FLIGHT = { quietMs: 100, maxMs: 1_000 };
const FALLBACK = { columns: 80, rows: 24 };

/**
 * Takes the terminal over. It is given back at the exit of this process whatever happens, except for SIGKILL, for
 * which there is the restorer. An error that nobody caught is printed once the screen is the user's again; exit status 70.
 */
export function openTerminalSession({
  stdin,
  stdout,
  mouse,
  inFlight = IN_FLIGHT,
  restorer,
}: {
  stdin: ReadStream;
  stdout: WriteStream & { readonly fd: number };
  mouse: boolean;
  /** How long to read, and throw away, what a terminal may still say when it is given back: with a slow line between, longer. */
  inFlight?: { readonly quietMs: number; readonly maxMs: number };
  /** Is told when the terminal has been given back. */
  restorer?: TerminalRestorer;
}): TerminalSession {
  const inputs = new Set<(chunk: Buffer) => void>();
  const resized = new Set<() => void>();
  const drained = new Set<() => void>();
  const repaint = new Set<() => void>();
  const gone = new Set<() => void>();
  const modes = { mouse, motion: false, wheelKeys: false, focusReports: false };
  let guest: GuestModes | null = null;
  let state: 'active' | 'away' | 'left' | 'gone' = 'away';
  let isBehind = false;

  const onData = (chunk: Buffer) => {
    for (const callback of inputs) callback(chunk);
  };
  const onResized = () => callAll(resized); // the stream has heard of it first, and knows the new size
  const onContinued = () => {
    if (state === 'active') resume();
  };
  const onEnd = () => lost();
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EAGAIN') lost();
  };
  // For good: a terminal may also go away after it was given back.
  stdout.on('error', onError);
  stdin.on('error', onError).on('end', onEnd).on('close', onEnd).on('data', onData);
  // Not the stream's own event: when the size is as before in the end, the terminal may have cut the screen meanwhile.
  process.on('SIGWINCH', onResized);
  process.on('SIGCONT', onContinued);
  const forgetCrash = onCrash(leave);
  resume();

  return {
    write(text) {
      if (state !== 'active') return false;
      stdout.write(text, onWritten);
      // Node itself finds a stream full at 16 KB: by then, frames have queued up.
      isBehind = stdout.writableLength > 0;
      return !isBehind;
    },
    onDrain: (callback) => void drained.add(callback),
    onInput: (callback) => void inputs.add(callback),
    onResize: (callback) => void resized.add(callback),
    onRepaint: (callback) => void repaint.add(callback),
    onGone: (callback) => void gone.add(callback),
    size: () => ({ columns: stdout.columns || FALLBACK.columns, rows: stdout.rows || FALLBACK.rows }),
    setMouse: (on) => setMode('mouse', on, on ? MOUSE_ON : MOUSE_OFF),
    setMotion: (on) => setMode('motion', on, on ? MOTION_ON : modes.mouse ? MOTION_OFF : MOUSE_OFF),
    setWheelKeys: (on) => setMode('wheelKeys', on, on ? WHEEL_KEYS_ON : WHEEL_KEYS_OFF),
    setFocusReports: (on) => setMode('focusReports', on, on ? FOCUS_ON : FOCUS_OFF),
    setGuest(next) {
      // a guest may have had these, too, and taken them along
      const own = modes.focusReports ? FOCUS_ON : '';
      if (state === 'active' && (guest || next)) stdout.write(`${guest?.undo ?? ''}${next?.set ?? ''}${own}`);
      guest = next;
    },
    get active() {
      return state === 'active';
    },
    suspend: () =>
      pauseFor(async () => {
        // The whole group, as the terminal itself does it: a shell waits for `npx zdev`, not for zdev. This returns
        // when somebody has continued us, or at once where no shell does jobs.
        process.kill(0, 'SIGTSTP');
        await new Promise((resolve) => setImmediate(resolve)); // SIGCONT is told, and is no news
      }),
    pauseFor,
    flushed,
    leave,
  };

  function setMode(mode: keyof typeof modes, on: boolean, sequence: string): void {
    if (modes[mode] === on) return;
    modes[mode] = on;
    if (state === 'active') stdout.write(sequence);
  }

  /** Sets everything up, also when a shell has changed it meanwhile without telling: hence off and on. */
  function resume(): void {
    state = 'active';
    // a terminal that does not read would stop everything here
    setBlocking(stdout, false);
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    stdin.resume();
    const { mouse, motion, wheelKeys, focusReports } = modes;
    const own = [mouse && MOUSE_ON, motion && MOTION_ON, wheelKeys && WHEEL_KEYS_ON, focusReports && FOCUS_ON];
    stdout.write(`${ENTER}${own.filter((each) => each !== false).join('')}${guest?.set ?? ''}`);
    callAll(repaint);
  }

  /**
   * The terminal as the user left it, before anything else can happen. It stays raw until it has nothing more to say:
   * what it still reports of the mouse would be echoed, and be typed into the shell. False: it does not read, and is left
   * as it is.
   */
  function restore(): boolean {
    stdin.pause();
    if (!writeWithin(stdout, `${guest?.undo ?? ''}${RESET}`, FLUSH_TIMEOUT_MS)) return false;
    discardInput(stdin, inFlight);
    try {
      stdin.setRawMode(false);
    } catch {} // it has gone away
    setBlocking(stdout, true);
    // What a slow terminal has not taken yet is part of a frame, and comes after.
    if (stdout.writableLength > 0) stdout.write('', () => void writeWithin(stdout, RESET, FLUSH_TIMEOUT_MS));
    return true;
  }

  async function pauseFor(run: () => Promise<void>): Promise<void> {
    if (state !== 'active') return;
    state = 'away';
    await flushed();
    if (state !== 'away') return;
    restore();
    try {
      await run();
    } finally {
      if (state === 'away') {
        resume();
        callAll(drained);
      }
    }
  }

  function onWritten(): void {
    if (!isBehind || stdout.writableLength > 0) return;
    isBehind = false;
    callAll(drained);
  }

  function flushed(): Promise<void> {
    if (stdout.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FLUSH_TIMEOUT_MS);
      stdout.write('', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  function lost(): void {
    if (state === 'left' || state === 'gone') return;
    state = 'gone';
    callAll(gone);
  }

  function leave(): void {
    if (state === 'left') return;
    const isOurs = state !== 'away';
    state = 'left';
    forgetCrash();
    process.off('SIGCONT', onContinued);
    stdin.off('end', onEnd).off('close', onEnd).off('data', onData);
    process.off('SIGWINCH', onResized);
    if (!isOurs || restore()) restorer?.done();
    // The restorer resets it when it reads again. Nothing here waits for that.
    else letGoOfTerminals();
  }
}

function callAll(callbacks: ReadonlySet<() => void>): void {
  for (const callback of callbacks) callback();
}
