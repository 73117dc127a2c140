import { monotonicMs } from '../../monotonic.ts';
import { hasProc } from '../../system.ts';
import { readCommand } from './scan-linux.ts';
import { ps } from './scan-ps.ts';
import type { Member } from './table.ts';

/** What a run uses, all its processes together. */
export interface RunUsage {
  readonly memoryBytes: number;
  /** 100: one core. Since the last sample; at the first, since the start of the run. */
  readonly cpuPercent: number;
}

/** What was used up to a moment, and how much of a core at the last look. */
interface Sample {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly percent: number;
}

/** The system counts processor time in steps of 10 ms: over less than this, they would be seen. */
const SHORTEST_MS = 500;

/** What runs use, by what they had used before. */
export interface Usage {
  of(pid: number, members: readonly Member[]): RunUsage;
  /** The run is over. */
  forget(pid: number): void;
}

/** Keeps one sample of each run that was asked about, and waits for none. */
export function createUsage(nowMs: () => number = () => monotonicMs()): Usage {
  const samples = new Map<number, Sample>();

  function percentNow(pid: number, members: readonly Member[]): number {
    const atMs = nowMs();
    const ageMs = Math.max(...members.map((member) => member.ageMs), 0);
    const last = samples.get(pid) ?? { atMs: atMs - ageMs, cpuMs: 0, percent: null };
    const sinceMs = atMs - last.atMs;
    if (last.percent !== null && sinceMs < SHORTEST_MS) return last.percent;
    const cpuMs = sum(members, (member) => member.cpuMs);
    // Less than before: a process has ended whose parent has not counted its time.
    const percent = sinceMs > 0 ? (Math.max(cpuMs - last.cpuMs, 0) / sinceMs) * 100 : 0;
    samples.set(pid, { atMs, cpuMs, percent });
    return percent;
  }

  return {
    of: (pid, members) => ({
      memoryBytes: sum(members, (member) => member.memoryBytes),
      cpuPercent: percentNow(pid, members),
    }),
    forget: (pid) => void samples.delete(pid),
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
  /** As `ps` has it: `S`, `R`, `Z` … */
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
