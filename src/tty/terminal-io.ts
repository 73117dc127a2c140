import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { monotonicMs } from '../monotonic.ts';

/** What Node stores for a stream on a terminal. Node's documentation does not mention it. */
interface Handle {
  readonly fd?: number;
  setBlocking?(blocking: boolean): number;
}

const handleOf = (stream: ReadStream | WriteStream) => (stream as { _handle?: Handle | null })._handle;

/** Makes reads and writes on a terminal blocking or non-blocking. */
export function setBlocking(stream: ReadStream | WriteStream, on: boolean): void {
  handleOf(stream)?.setBlocking?.(on);
}

/**
 * The non-blocking descriptor of a stream on a terminal. A program that has had the terminal, such as an editor, shares
 * the open file with this process, and a child of Node begins by making it blocking.
 */
function descriptorOf(stream: ReadStream | WriteStream): number {
  setBlocking(stream, false);
  const { fd = -1 } = stream as { fd?: number };
  return handleOf(stream)?.fd ?? fd;
}

/**
 * Writes to a terminal now, and waits at most `timeoutMs` if it does not read. Returns whether all was taken. For the
 * end of a program, because it blocks the process.
 */
export function writeWithin(stream: ReadStream | WriteStream, text: string, timeoutMs: number): boolean {
  const bytes = Buffer.from(text);
  const fd = descriptorOf(stream);
  const endMs = monotonicMs() + timeoutMs;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (!isBusy(error)) return true; // it has gone away: there is nothing to write to
      if (monotonicMs() >= endMs) return false;
      sleep(STEP_MS);
    }
  }
  return true;
}

/**
 * Reads pending input from a terminal and discards it, until nothing comes for `quietMs`, but for at most `maxMs`. A
 * terminal still reports the mouse, and marks pastes, until it has processed the reset. Must be called in raw mode, and
 * nothing else may read meanwhile.
 */
export function discardInput(
  stream: ReadStream | WriteStream,
  { quietMs, maxMs }: { quietMs: number; maxMs: number },
): void {
  const fd = descriptorOf(stream);
  if (fd < STANDARD.length) return; // it would block
  const buffer = Buffer.alloc(4096);
  const endMs = monotonicMs() + maxMs;
  for (let quietEndMs = monotonicMs() + quietMs; monotonicMs() < Math.min(quietEndMs, endMs); ) {
    try {
      if (readSync(fd, buffer, 0, buffer.length, null) === 0) return; // end of input
      quietEndMs = monotonicMs() + quietMs;
    } catch (error) {
      if (!isBusy(error)) return; // it has gone away
      sleep(STEP_MS);
    }
  }
}

/**
 * Replaces standard streams whose terminal has gone away by nothing. At every exit, Node restores the terminal's
 * settings from its start, and aborts because that fails. Must be called before an exit.
 */
export function letGoOfLostTerminals(): void {
  for (const fd of STANDARD) if (isLost(fd)) replaceByNothing(fd);
}

/** From now on, writes to a terminal have no effect and do not block. For a terminal that does not read. */
export function letGoOfTerminals(): void {
  for (const fd of STANDARD) if (isTerminal(fd)) replaceByNothing(fd);
}

const STANDARD = [0, 1, 2];
const STEP_MS = 5;

function isBusy(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EAGAIN';
}

/** A device that is no longer a terminal. (`/dev/null` matches too, and is replaced by itself.) */
function isLost(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && !isTerminal(fd);
  } catch {
    return false;
  }
}

/** Loaded only when needed: the start of a service does not need it. */
function isTerminal(fd: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(fd);
}

/** The lowest free descriptor is the one that was just closed. */
function replaceByNothing(fd: number): void {
  try {
    closeSync(fd);
    openSync('/dev/null', 'r+');
  } catch {} // it is closed, which does as well
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
