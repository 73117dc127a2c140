import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { monotonicMs } from '../monotonic.ts';

/** What Node keeps of a stream on a terminal. It is not in Node's documentation. */
interface Handle {
  readonly fd?: number;
  setBlocking?(blocking: boolean): number;
}

const handleOf = (stream: ReadStream | WriteStream) => (stream as { _handle?: Handle | null })._handle;

/** Makes reads and writes on a terminal wait for it, or return at once. */
export function setBlocking(stream: ReadStream | WriteStream, on: boolean): void {
  handleOf(stream)?.setBlocking?.(on);
}

/**
 * The descriptor of a stream on a terminal, which does not wait: a program that has had the terminal, such as an editor,
 * shares the open file with us, and a child of Node begins by making it wait.
 */
function descriptorOf(stream: ReadStream | WriteStream): number {
  setBlocking(stream, false);
  const { fd = -1 } = stream as { fd?: number };
  return handleOf(stream)?.fd ?? fd;
}

/**
 * Writes to a terminal now, and waits no longer than `timeoutMs` for one that does not read. Gives whether all was taken.
 * For the end of a program: nothing else happens here meanwhile.
 */
export function writeWithin(stream: ReadStream | WriteStream, text: string, timeoutMs: number): boolean {
  const bytes = Buffer.from(text);
  const fd = descriptorOf(stream);
  const endMs = monotonicMs() + timeoutMs;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (!isBusy(error)) return true; // it has gone away: nobody is left to write to
      if (monotonicMs() >= endMs) return false;
      sleep(STEP_MS);
    }
  }
  return true;
}

/**
 * Reads what is under way from a terminal, and throws it away, until nothing comes for `quietMs`, but no longer than
 * `maxMs`: a terminal reports the mouse, and marks pastes, until it has got the word to stop. To be called while it is
 * still raw. Nothing else reads here meanwhile.
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
      if (readSync(fd, buffer, 0, buffer.length, null) === 0) return; // the end of it
      quietEndMs = monotonicMs() + quietMs;
    } catch (error) {
      if (!isBusy(error)) return; // it has gone away
      sleep(STEP_MS);
    }
  }
}

/**
 * Puts nothing in the place of a standard stream whose terminal has gone away. Node would set the terminal up as it was
 * when Node started, at every exit, and abort since that fails. To be called before an exit.
 */
export function letGoOfLostTerminals(): void {
  for (const fd of STANDARD) if (isLost(fd)) replaceByNothing(fd);
}

/** From now on, nothing that is written to a terminal arrives, or waits. For a terminal that does not read. */
export function letGoOfTerminals(): void {
  for (const fd of STANDARD) if (isTerminal(fd)) replaceByNothing(fd);
}

const STANDARD = [0, 1, 2];
const STEP_MS = 5;

function isBusy(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EAGAIN';
}

/** A device that is no terminal any more. (`/dev/null` is taken for one as well, and replaced by itself.) */
function isLost(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && !isTerminal(fd);
  } catch {
    return false;
  }
}

/** Loaded only when asked: a service's start does not need it. */
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
