import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** All pids of all users; empty if /proc cannot be read. */
function listPids(): number[] {
  try {
    const pids: number[] = [];
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (pid > 0) pids.push(pid);
    }
    return pids;
  } catch {
    return [];
  }
}

/** How far the kernel has come in handing out pids. */
export interface Cursor {
  /** The number of processes and threads started since boot, in every namespace. */
  readonly forks: number;
  /** The pid that was handed out last. */
  readonly last: number;
}

/** Null if the system does not tell. Costs two small reads, whatever runs on the machine. */
function readCursor(): Cursor | null {
  const forks = Number(/^processes (\d+)$/m.exec(readText('/proc/stat'))?.[1] ?? 0);
  const last = Number(readText('/proc/loadavg').trim().split(' ')[4] ?? 0);
  return forks > 0 && last > 0 ? { forks, last } : null;
}

let pidMax: number | undefined;

/** Whether a pid may belong to a process that began between two moments. Pids are handed out in a circle. */
export function mayBeNew(pid: number, from: Cursor, to: Cursor): boolean {
  pidMax ??= Number(readText('/proc/sys/kernel/pid_max')) || 32_768;
  // After half a circle nothing is certain: a failed fork uses up a pid and is not counted.
  if ((to.forks - from.forks) * 2 >= pidMax - RESERVED_PIDS) return true;
  if (from.last <= to.last) return pid > from.last && pid <= to.last;
  return pid > from.last || pid <= to.last;
}

/** The kernel does not hand these out again after the first circle. */
const RESERVED_PIDS = 300;

let buffer = Buffer.allocUnsafe(65_536);

/**
 * The environment of a process. Empty if it has none or is gone; null if this user may not see it. Valid until the next
 * call.
 */
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

/** Whether a process runs the same program as this one. A child of this process does between its fork and its exec. */
function runsOurProgram(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === readlinkSync('/proc/self/exe');
  } catch {
    return false;
  }
}

/** The command line of a process, with spaces between the words; empty if the system does not tell. */
export function readCommand(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
}

/** The useful part of `/proc/PID/stat`. See proc(5). */
export interface ProcStat {
  /** One letter: `S`, `R`, `Z` … */
  readonly state: string;
  readonly ppid: number;
  readonly pgid: number;
  /** Whether it is a zombie or about to vanish. */
  readonly dead: boolean;
  readonly kernel: boolean;
  /** In ticks since the system started. */
  readonly startTime: string;
  /** Processor time in ticks, of the process and of the children that it has waited for. */
  readonly cpuTicks: number;
  /** Resident memory in pages. */
  readonly pages: number;
}

/** Ticks in a second, on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

const PF_KTHREAD = 0x0020_0000;

/** Null if there is no such process. */
export function readStat(pid: number): ProcStat | null {
  const text = readText(`/proc/${pid}/stat`);
  if (text === '') return null;
  // The second field is the program's name in parentheses, and may contain anything. The first field here is number 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', ppid, pgid, , , , flags] = fields;
  const number = (field: number) => Number(fields[field - 3]);
  return {
    state,
    ppid: Number(ppid),
    pgid: Number(pgid),
    dead: state === 'Z' || state === 'X' || state === 'x',
    kernel: (Number(flags) & PF_KTHREAD) !== 0,
    startTime: fields[19] ?? '',
    cpuTicks: number(14) + number(15) + number(16) + number(17),
    pages: number(24),
  };
}

let pageBytes: number | undefined;

/**
 * The size of a page of memory in bytes. The system tells it only to C programs, so it is computed from the size of
 * this process in bytes and in pages.
 */
export function pageSize(): number {
  if (pageBytes !== undefined) return pageBytes;
  const ratio = process.memoryUsage.rss() / (readStat(process.pid)?.pages || Number.NaN);
  pageBytes = Number.isFinite(ratio) ? 2 ** Math.round(Math.log2(ratio)) : 4096;
  return pageBytes;
}

/** Seconds since the system started. */
function readUptime(): number {
  return Number.parseFloat(readText('/proc/uptime')) || 0;
}

/**
 * The text of a file; empty if it cannot be read. Node reads UTF-8 in one call, two to five times as fast as other
 * encodings.
 */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `/proc`, as the process table reads it. */
export interface Proc {
  readonly pid: number;
  readonly cursor: typeof readCursor;
  readonly pids: typeof listPids;
  readonly stat: typeof readStat;
  readonly environ: typeof readEnviron;
  readonly uptime: typeof readUptime;
  readonly runsOurProgram: typeof runsOurProgram;
}

export const PROC: Proc = {
  pid: process.pid,
  cursor: readCursor,
  pids: listPids,
  stat: readStat,
  environ: readEnviron,
  uptime: readUptime,
  runsOurProgram,
};
