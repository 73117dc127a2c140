import { closeSync, openSync, readdirSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MarkedProcess, markerIn, type Scan } from './marker.ts';

/** The loop is left free after so long. */
const SLICE_MS = 2;

/**
 * Processes without a marker, as pid → inode of `/proc/PID`. A process cannot get a marker later, so it need not be
 * read again; a pid that is used again has another inode.
 */
const unmarked = new Map<number, number>();

/** Looks for markers in `/proc/PID/environ`. */
export async function scanProc(): Promise<Scan> {
  const marked: MarkedProcess[] = [];
  const pids = listPids();
  let complete = pids.length > 0;
  let sliceEndMs = performance.now() + SLICE_MS;
  for (const pid of pids) {
    const seen = look(pid);
    if (seen === 'unclear') complete = false;
    else if (seen !== null) marked.push({ pid, marker: seen });
    if (performance.now() < sliceEndMs) continue;
    await nextTurn();
    sliceEndMs = performance.now() + SLICE_MS;
  }
  forgetOld(pids);
  return { marked, complete };
}

/** All pids, of all users; empty when /proc cannot be read. */
export function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** The marker, null for none, or `unclear`: it went away, or is between two programs. */
function look(pid: number): string | 'unclear' | null {
  if (pid === process.pid) return null;
  const stat = statOf(pid);
  if (stat === undefined) return unmarked.has(pid) ? null : 'unclear';
  if (unmarked.get(pid) === stat.ino) return null;
  if (stat.uid !== process.getuid?.()) return null;
  const environ = readEnviron(pid);
  if (environ !== null) {
    const marker = markerIn(environ);
    if (marker !== null) return marker;
    if (environ.length === 0 && mayBeInBetween(pid, stat.ino)) return 'unclear';
  }
  unmarked.set(pid, stat.ino);
  return null;
}

/** Processes that had no environment when they were last looked at, as pid → inode. */
const blank = new Map<number, number>();

/**
 * A program that is just being started or is ending has no environment, for microseconds. What has none the next time
 * either was started without. Zombies and kernel threads never have one.
 */
function mayBeInBetween(pid: number, ino: number): boolean {
  if (blank.get(pid) === ino) return false;
  blank.set(pid, ino);
  const stat = readStat(pid);
  return stat === null || !(stat.dead || stat.kernel);
}

function statOf(pid: number): Stats | undefined {
  try {
    return statSync(`/proc/${pid}`, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

let buffer = Buffer.allocUnsafe(65_536);

/** Empty when the process has none or is gone; null when it is out of reach. */
function readEnviron(pid: number): Buffer | null {
  let fd = -1;
  let length = 0;
  try {
    fd = openSync(`/proc/${pid}/environ`, 'r');
    for (;;) {
      if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const bytes = readSync(fd, buffer, length, buffer.length - length, null);
      if (bytes === 0) return buffer.subarray(0, length);
      length += bytes;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ESRCH' ? buffer.subarray(0, 0) : null;
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

/** What `/proc/PID/stat` says, as far as it is needed. */
export interface ProcStat {
  readonly ppid: number;
  readonly pgid: number;
  /** A zombie, or about to vanish. */
  readonly dead: boolean;
  readonly kernel: boolean;
  /** In ticks since the system started. */
  readonly startTime: string;
}

const PF_KTHREAD = 0x0020_0000;

/** Null when there is no such process. */
export function readStat(pid: number): ProcStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name, in parentheses, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, ppid, pgid, , , , flags] = fields;
    return {
      ppid: Number(ppid),
      pgid: Number(pgid),
      dead: state === 'Z' || state === 'X' || state === 'x',
      kernel: (Number(flags) & PF_KTHREAD) !== 0,
      startTime: fields[19] ?? '',
    };
  } catch {
    return null;
  }
}

function forgetOld(pids: readonly number[]): void {
  if (unmarked.size < pids.length * 2) return;
  const alive = new Set(pids);
  for (const pid of unmarked.keys()) if (!alive.has(pid)) unmarked.delete(pid);
  blank.clear();
}
