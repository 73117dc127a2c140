import pidtree from 'pidtree';
import pidusage from 'pidusage';
import { ps } from './scan-ps.ts';

/** Processor time (100: one core) and resident memory of a process and all its descendants, now. */
export async function treeUsage(pid: number): Promise<{ memoryBytes: number; cpuPercent: number }> {
  try {
    const pids = await pidtree(pid, { root: true });
    const usages = Object.values(await pidusage(pids));
    return {
      memoryBytes: usages.reduce((sum, usage) => sum + (usage?.memory ?? 0), 0),
      cpuPercent: usages.reduce((sum, usage) => sum + (usage?.cpu ?? 0), 0),
    };
  } catch {
    // It ended while it was looked at.
    return { memoryBytes: 0, cpuPercent: 0 };
  }
}

/** One process of a tree. */
export interface TreeProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
  /** As `ps` has it: `S`, `R`, `Z` … */
  readonly state: string;
}

/** A process and all its descendants, parents before children. */
export async function listTree(pid: number): Promise<TreeProcess[]> {
  const all = (await ps(['-A', '-ww', '-o', 'pid=,ppid=,state=,args='])).flatMap((line): TreeProcess[] => {
    const [, pid, ppid, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), ppid: Number(ppid), state, command }];
  });
  const tree = all.filter((process) => process.pid === pid);
  for (const { pid: parent } of tree) tree.push(...all.filter((process) => process.ppid === parent));
  return tree;
}
