import { MARKER } from './marker.ts';
import { ps, psTimeMs } from './scan-ps.ts';
import type { Member, ProcessTable, Scan, TableRun } from './table.ts';

const COLUMNS = 'pid=,ppid=,pgid=,stat=,rss=,time=,etime=,command=';
const PATTERN = new RegExp(
  `^ *(\\d+) +(\\d+) +(\\d+) +(\\S+) +(\\d+) +(\\S+) +(\\S+) (?:.* ${MARKER}=([^ ]+)(?: |$))?`,
);

interface Line extends Member {
  readonly marker: string | null;
}

/** The table from one call of `ps` for each scan: for macOS and other systems without `/proc`. */
export function createPsTable(): ProcessTable {
  const runs = new Map<string, TableRun>();
  return {
    add: (run) => void runs.set(run.marker, run),
    remove: (marker) => void runs.delete(marker),
    includeOlder() {},
    async refresh() {
      const lines = (await ps(['-A', '-E', '-ww', '-o', COLUMNS])).flatMap(parse);
      return scanOf(lines, runs);
    },
  };
}

/**
 * Parses one line of `ps`: a command followed by the part of its environment that this user may see. Zombies are left
 * out.
 */
export function parse(line: string): Line[] {
  const [, pid, ppid, pgid, stat, kilobytes, time, age, marker] = PATTERN.exec(line) ?? [];
  if (!pid || !stat || stat.startsWith('Z') || Number(pid) === process.pid) return [];
  return [
    {
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      state: stat.charAt(0),
      memoryBytes: Number(kilobytes) * 1024,
      cpuMs: psTimeMs(time ?? ''),
      ageMs: psTimeMs(age ?? ''),
      marker: marker ?? null,
    },
  ];
}

function scanOf(lines: readonly Line[], runs: ReadonlyMap<string, TableRun>): Scan {
  const complete = lines.length > 0;
  const carrying = (marker: string) => lines.filter((line) => line.marker === marker);
  return {
    complete,
    survivors: (marker) => ({ pids: carrying(marker).map(({ pid }) => pid), sure: complete }),
    all: () => lines.flatMap(({ pid, marker }) => (marker === null ? [] : [{ pid, marker }])),
    members(marker) {
      const leader = runs.get(marker)?.pid;
      const found = new Set(lines.filter((line) => line.marker === marker || line.pgid === leader));
      for (const { pid } of found) for (const line of lines) if (line.ppid === pid) found.add(line);
      return [...found];
    },
    groupLives: (pgid) => !complete || lines.some((line) => line.pgid === pgid),
  };
}
