import { monotonicMs } from '../../monotonic.ts';
import { markerIn } from './marker.ts';
import { nextTurn } from './scan.ts';
import { type Cursor, mayBeNew, PROC, type Proc, type ProcStat, pageSize, TICKS_PER_SECOND } from './scan-linux.ts';
import type { Member, ProcessTable, Scan, TableRun } from './table.ts';

/** After this time the loop is given up. */
const SLICE_MS = 2;
/** How often a pass is repeated at once if processes came and went during it. */
const MAX_PASSES = 3;

/** A process of a run. A pid and its start time identify a process permanently. */
interface Entry {
  readonly pid: number;
  readonly startTime: string;
  readonly marker: string;
  /** False for a member without a visible marker. */
  readonly marked: boolean;
}

/**
 * The table from `/proc`. A process cannot get a marker later, except our own children between fork and exec. So a
 * process that began before the last scan and is not in the table never will be. A scan therefore costs as much as the
 * processes that have begun since, plus a list of pids. It costs nothing if the kernel's count of forks has not
 * changed.
 */
export function createProcTable({
  older = false,
  proc = PROC,
}: {
  readonly older?: boolean;
  readonly proc?: Proc;
} = {}): ProcessTable {
  const entries = new Map<number, Entry>();
  const byMarker = new Map<string, Set<Entry>>();
  const leaders = new Map<number, TableRun>();
  /** Processes of unknown kind: their environment is invisible, or they are our own children before their exec. */
  const unsettled = new Set<number>();
  /** Every process that had begun by then has been examined, or does not belong to a run. */
  let seen: Cursor | null = older ? null : proc.cursor();
  /** Whether the last pass saw everything. False before the first pass. */
  let complete = false;

  function put(entry: Entry): void {
    drop(entry.pid);
    entries.set(entry.pid, entry);
    const all = byMarker.get(entry.marker) ?? new Set();
    byMarker.set(entry.marker, all.add(entry));
  }

  function drop(pid: number): void {
    const entry = entries.get(pid);
    if (!entry) return;
    entries.delete(pid);
    const all = byMarker.get(entry.marker);
    all?.delete(entry);
    if (all?.size === 0) byMarker.delete(entry.marker);
  }

  async function refresh(): Promise<Scan> {
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const now = proc.cursor();
      if (complete && unsettled.size === 0 && now !== null && now.forks === seen?.forks) break;
      complete = await lookAtNew(now);
      seen = now;
      if (complete) break;
    }
    return scan(complete);
  }

  /** False if something may have been missed. */
  async function lookAtNew(now: Cursor | null): Promise<boolean> {
    const before = seen;
    const pids = proc.pids();
    const isNew = (pid: number) => before === null || now === null || mayBeNew(pid, before, now) || unsettled.has(pid);
    let clear = pids.length > 0;
    let sliceEndMs = monotonicMs() + SLICE_MS;
    for (const pid of pids) {
      if (!isNew(pid)) continue;
      if (!look(pid)) clear = false;
      if (monotonicMs() < sliceEndMs) continue;
      await nextTurn();
      sliceEndMs = monotonicMs() + SLICE_MS;
    }
    forgetGone(new Set(pids));
    // A process that vanished unseen may have left a child in the part of the list that was already read, unless
    // nothing has forked.
    return clear || (unsettled.size === 0 && now !== null && proc.cursor()?.forks === now.forks);
  }

  /** False if it is not clear what the process is or was. */
  function look(pid: number): boolean {
    if (pid === proc.pid) return true;
    const stat = proc.stat(pid);
    if (stat === null || stat.dead || stat.kernel) {
      drop(pid);
      unsettled.delete(pid);
      return stat?.kernel === true;
    }
    if (entries.get(pid)?.startTime === stat.startTime) return true;
    drop(pid);
    const environ = proc.environ(pid);
    const marker = environ && markerIn(environ);
    const isEmpty = environ?.length === 0;
    const mayGetMarker = stat.ppid === proc.pid && proc.runsOurProgram(pid);
    // A program that is just starting or ending has no environment for microseconds. If it has none the next time
    // either, it was started without one.
    if (!marker && (mayGetMarker || (isEmpty && !unsettled.has(pid)))) {
      unsettled.add(pid);
      return false;
    }
    unsettled.delete(pid);
    const run = marker ?? runOfKin(stat);
    if (run) put({ pid, startTime: stat.startTime, marker: run, marked: Boolean(marker) });
    return true;
  }

  /** The run of a process without a marker, by its group or its parent. */
  function runOfKin({ pgid, ppid }: ProcStat): string | undefined {
    return leaders.get(pgid)?.marker ?? entries.get(ppid)?.marker;
  }

  function forgetGone(pids: ReadonlySet<number>): void {
    for (const pid of entries.keys()) if (!pids.has(pid)) drop(pid);
    for (const pid of unsettled) if (!pids.has(pid)) unsettled.delete(pid);
  }

  /** Null if it is gone: another process may have the pid. */
  function statOf(entry: Entry): ProcStat | null {
    const stat = proc.stat(entry.pid);
    if (stat !== null && !stat.dead && stat.startTime === entry.startTime) return stat;
    drop(entry.pid);
    return null;
  }

  function scan(complete: boolean): Scan {
    let living: ReadonlySet<number> | null = null;
    let uptime: number | null = null;
    const lives = (entry: Entry) => entry.marked && statOf(entry) !== null;
    return {
      complete,
      survivors(marker) {
        const all = [...(byMarker.get(marker) ?? [])].filter(({ marked }) => marked);
        const living = all.filter(lives);
        // A process that died since the list of pids was made may have left a child that is not in the list, unless
        // nothing has forked.
        const sure = complete && (living.length === all.length || proc.cursor()?.forks === seen?.forks);
        return { pids: living.map(({ pid }) => pid), sure };
      },
      all: () => [...entries.values()].filter(lives).map(({ pid, marker }) => ({ pid, marker })),
      members(marker) {
        uptime ??= proc.uptime();
        const nowS = uptime;
        return [...(byMarker.get(marker) ?? [])].flatMap((entry) => {
          const stat = statOf(entry);
          return stat === null ? [] : [memberOf(entry.pid, stat, nowS)];
        });
      },
      groupLives(pgid) {
        living ??= livingGroups(proc);
        return living.has(pgid);
      },
    };
  }

  return {
    add(run) {
      leaders.set(run.pid, run);
      const stat = proc.stat(run.pid);
      if (stat !== null && !stat.dead) put({ ...run, startTime: stat.startTime, marked: true });
    },
    remove(marker) {
      for (const [pid, run] of leaders) if (run.marker === marker) leaders.delete(pid);
      for (const entry of byMarker.get(marker) ?? []) drop(entry.pid);
    },
    includeOlder() {
      seen = null;
      complete = false;
    },
    refresh,
  };
}

function memberOf(pid: number, stat: ProcStat, uptime: number): Member {
  const { ppid, pgid, state, pages, cpuTicks, startTime } = stat;
  return {
    pid,
    ppid,
    pgid,
    state,
    memoryBytes: pages * pageSize(),
    cpuMs: (cpuTicks * 1000) / TICKS_PER_SECOND,
    ageMs: Math.max(uptime - Number(startTime) / TICKS_PER_SECOND, 0) * 1000,
  };
}

function livingGroups(proc: Proc): ReadonlySet<number> {
  const groups = new Set<number>();
  for (const pid of proc.pids()) {
    const stat = proc.stat(pid);
    if (stat !== null && !stat.dead) groups.add(stat.pgid);
  }
  return groups;
}
