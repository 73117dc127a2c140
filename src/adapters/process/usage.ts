import { monotonicMs } from '../../monotonic.ts';
import { hasProc } from '../../system.ts';
import { readCommand } from './scan-linux.ts';
import { ps } from './scan-ps.ts';
import type { Member } from './table.ts';

/** The usage of all processes of a run together. */
export interface RunUsage {
  readonly memoryBytes: number;
  /** 100 means one core. Covers the last two to four seconds; at first, the time since the start of the run. */
  readonly cpuPercent: number;
}

/** The processor time that a run had used up to a moment. */
interface Sample {
  readonly atMs: number;
  readonly cpuMs: number;
}

/** Each figure counts from `from`. `next` replaces it once it is old enough. */
interface Window {
  readonly from: Sample;
  readonly next: Sample;
}

/**
 * The shortest time that a figure covers. The system counts the user and system time of each process in whole steps of
 * 10 ms. So over half a second, a process that uses 2 % of a core often shows none.
 */
const SHORTEST_MS = 2000;

/** The present usage of runs, from their earlier usage. */
export interface Usage {
  of(pid: number, members: readonly Member[]): RunUsage;
  /** The run is over. */
  forget(pid: number): void;
}

/** Keeps two samples of each run that somebody asked about. No call waits for a second sample. */
export function createUsage(nowMs: () => number = () => monotonicMs()): Usage {
  const windows = new Map<number, Window>();

  function percentNow(pid: number, members: readonly Member[]): number {
    const now = { atMs: nowMs(), cpuMs: sum(members, (member) => member.cpuMs) };
    const ageMs = Math.max(...members.map((member) => member.ageMs), 0);
    let window = windows.get(pid) ?? { from: { atMs: now.atMs - ageMs, cpuMs: 0 }, next: now };
    if (now.atMs - window.next.atMs >= SHORTEST_MS) window = { from: window.next, next: now };
    windows.set(pid, window);
    const sinceMs = now.atMs - window.from.atMs;
    // The value shrinks if a process has ended and its parent has not counted its time.
    return sinceMs > 0 ? (Math.max(now.cpuMs - window.from.cpuMs, 0) / sinceMs) * 100 : 0;
  }

  return {
    of: (pid, members) => ({
      memoryBytes: sum(members, (member) => member.memoryBytes),
      cpuPercent: percentNow(pid, members),
    }),
    forget: (pid) => void windows.delete(pid),
  };
}

function sum(members: readonly Member[], of: (member: Member) => number): number {
  return members.reduce((total, member) => total + of(member), 0);
}

/** One process of a tree. */
export interface TreeProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
  /** As in `ps`: `S`, `R`, `Z` … */
  readonly state: string;
}

/** The members of a run as a tree: the leader first, then its descendants, then those whose parents are gone. */
export async function listTree(pid: number, members: readonly Member[]): Promise<TreeProcess[]> {
  const left = new Set(members);
  const ordered: Member[] = [];
  const take = (wanted: (member: Member) => boolean) => {
    for (const member of left) if (wanted(member) && left.delete(member)) ordered.push(member);
  };
  take((member) => member.pid === pid);
  for (const { pid: parent } of ordered) take((member) => member.ppid === parent);
  take(() => true);
  const commands = await commandsOf(ordered.map((member) => member.pid));
  return ordered.map(({ pid, ppid, state }) => ({ pid, ppid, state, command: commands.get(pid) ?? '' }));
}

async function commandsOf(pids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (hasProc()) return new Map(pids.map((pid) => [pid, readCommand(pid)]));
  const lines = pids.length === 0 ? [] : await ps(['-ww', '-o', 'pid=,args=', '-p', pids.join(',')]);
  return new Map(lines.map((line) => [Number.parseInt(line, 10), line.trim().replace(/^\d+ +/, '')]));
}
