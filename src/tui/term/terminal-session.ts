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
} from './mode-codes.ts';
import type { TerminalRestorer } from './terminal-restorer.ts';

/** The terminal, while the TUI has it. */
export interface TerminalSession {
  /** Returns false if the terminal is behind (`onDrain` follows), or if another program has it (nothing is written). */
  write(text: string): boolean;
  onDrain(callback: () => void): void;
  onInput(callback: (chunk: Buffer) => void): void;
  onResize(callback: () => void): void;
  /** The content of the screen is unknown: after a suspension, an editor, or an unexpected `fg`. */
  onRepaint(callback: () => void): void;
  /** The terminal has gone away: its window was closed, or its line is broken. Called at most once. */
  onGone(callback: () => void): void;
  size(): { readonly columns: number; readonly rows: number };
  setMouse(on: boolean): void;
  /** Reports moves while a button is down, during a drag. */
  setMotion(on: boolean): void;
  /** Makes the wheel send arrow keys, when the mouse is off. */
  setWheelKeys(on: boolean): void;
  /** Makes the terminal report in its input when it gets and loses the focus. */
  setFocusReports(on: boolean): void;
  /** Sets the modes of an attached program; null undoes them. */
  setGuest(modes: GuestModes | null): void;
  /** Whether the terminal is ours now. While an editor has it, Ctrl-C is for the editor. */
  readonly active: boolean;
  /** Does what Ctrl-Z does elsewhere: the shell has the terminal until `fg`. */
  suspend(): Promise<void>;
  /**
   * Passes the terminal to another program, and takes it back when `run` has settled. Does nothing if it is not ours.
   */
  pauseFor(run: () => Promise<void>): Promise<void>;
  /** Resolves when everything has been written, or when the terminal does not take it within a second. */
  flushed(): Promise<void>;
  /** Restores the terminal for good. May be called at any time and repeatedly, even in a crash. */
  leave(): void;
}

/** Sequences that change the terminal from the modes of the screen to those of a program, and back. */
export interface GuestModes {
  readonly set: string;
  readonly undo: string;
}

const FLUSH_TIMEOUT_MS = 1_000;

/** Reads until a terminal on this machine has sent everything from before it was told to be silent. */
const IN_FLIGHT = { quietMs: 100, maxMs: 1_000 };
const FALLBACK = { columns: 80, rows: 24 };

/**
 * Takes the terminal over. It is restored at the exit of this process in all cases but SIGKILL, for which there is the
 * restorer. An uncaught error is printed after the screen is restored; exit status 70.
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
  /** How long to read and discard what a terminal may still send when it is restored. A slow line needs longer. */
  inFlight?: { readonly quietMs: number; readonly maxMs: number };
  /** Notified when the terminal has been restored. */
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
  const onResized = () => callAll(resized); // the stream was notified first, and knows the new size
  const onContinued = () => {
    if (state === 'active') resume();
  };
  const onEnd = () => lost();
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EAGAIN') lost();
  };
  // Stays registered: a terminal may also go away after it was restored.
  stdout.on('error', onError);
  stdin.on('error', onError).on('end', onEnd).on('close', onEnd).on('data', onData);
  // Not the stream's own event: if the size returns to the old one, the terminal may have cut the screen meanwhile.
  process.on('SIGWINCH', onResized);
  process.on('SIGCONT', onContinued);
  const forgetCrash = onCrash(leave);
  resume();

  return {
    write(text) {
      if (state !== 'active') return false;
      stdout.write(text, onWritten);
      // Node reports a full stream only at 16 KB. By then, frames have queued up.
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
      // a guest may have used these too, and switched them off
      const own = modes.focusReports ? FOCUS_ON : '';
      if (state === 'active' && (guest || next)) stdout.write(`${guest?.undo ?? ''}${next?.set ?? ''}${own}`);
      guest = next;
    },
    get active() {
      return state === 'active';
    },
    suspend: () =>
      pauseFor(async () => {
        // Suspends the whole group, as the terminal itself does: a shell waits for `npx zdev`, not for zdev. This
        // returns when the process is continued, or at once without a job-control shell.
        process.kill(0, 'SIGTSTP');
        await new Promise((resolve) => setImmediate(resolve)); // SIGCONT has then been handled, and needs no other reaction
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

  /** Sets up everything. A shell may have changed it without notice, so raw mode is switched off and on. */
  function resume(): void {
    state = 'active';
    // a terminal that does not read would block this process
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
   * Restores the terminal at once. It stays raw until it sends nothing more, because late mouse reports would be
   * echoed, and typed into the shell. Returns false if the terminal does not read; it is then left as it is.
   */
  function restore(): boolean {
    stdin.pause();
    if (!writeWithin(stdout, `${guest?.undo ?? ''}${RESET}`, FLUSH_TIMEOUT_MS)) return false;
    discardInput(stdin, inFlight);
    try {
      stdin.setRawMode(false);
    } catch {} // it has gone away
    setBlocking(stdout, true);
    // What a slow terminal has not taken yet is part of a frame, and would come later.
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
