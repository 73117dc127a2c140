import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process that lives: zombies have no environment any more. */
export interface Found {
  readonly pid: number;
  readonly command: string;
}

/** All processes whose environment holds these texts, each at the beginning of a variable. */
export function processesWith(...texts: readonly string[]): Found[] {
  return process.platform === 'linux' ? fromProc(texts) : fromPs(texts);
}

function fromProc(texts: readonly string[]): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => {
      const environ = `\0${read(`/proc/${pid}/environ`)}`;
      return texts.every((text) => environ.includes(`\0${text}`));
    })
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim() }));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function fromPs(texts: readonly string[]): Found[] {
  return execFileSync('ps', ['-Eww', '-x', '-o', 'pid=,command='], { encoding: 'latin1', maxBuffer: 1 << 26 })
    .split('\n')
    .filter((line) => texts.every((text) => line.includes(` ${text}`)))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim() }))
    .filter(({ pid }) => pid !== process.pid);
}

/** Living children of a process whose command line holds a text. */
export function childrenOf(parent: number, text: string): number[] {
  return execFileSync('ps', ['-ax', '-o', 'pid=,ppid=,args='], { encoding: 'latin1', maxBuffer: 1 << 26 })
    .split('\n')
    .map((line) => /^ *(\d+) +(\d+) +(.*)$/.exec(line) ?? [])
    .filter(([, , ppid, args]) => Number(ppid) === parent && args?.includes(text))
    .map(([, pid]) => Number(pid));
}
