import { hasProc } from '../../system.ts';
import { sendSignal } from './group.ts';
import { type Marker, parseMarker } from './marker.ts';
import { createProcessTable } from './process-table.ts';
import { readCommand, readStat } from './scan-linux.ts';
import { ps } from './scan-ps.ts';

/** A process that an earlier supervisor of the project left behind. */
export interface Leftover {
  readonly pid: number;
  /** Its command line, as far as the system tells. */
  readonly command: string;
  readonly service: string;
}

/**
 * Ends what earlier supervisors of a project left behind: SIGTERM, and SIGKILL after `graceMs`. Returns what it found,
 * when all of it is gone (or could not be ended within another second).
 *
 * `liveSession` is spared, and so are the runs with a marker in `except`, which are to be adopted; and this process and
 * its ancestors: zdev may have been started by a service.
 */
export async function endLeftovers({
  project,
  liveSession,
  except = new Set(),
  graceMs = 1000,
}: {
  project: string;
  liveSession?: string;
  except?: ReadonlySet<string>;
  graceMs?: number;
}): Promise<Leftover[]> {
  const ancestors = await ancestorsOf(process.pid);
  const isLeftover = (marker: Marker | null, pid: number): marker is Marker =>
    marker?.project === project && marker.session !== liveSession && !ancestors.has(pid);

  const table = createProcessTable({ older: true });
  const found = new Map<number, Leftover>();
  const killAtMs = performance.now() + graceMs;
  const giveUpAtMs = killAtMs + 1000;
  const killed = new Set<number>();
  for (;;) {
    const scan = await table.refresh();
    const kill = performance.now() >= killAtMs;
    let left = 0;
    for (const { pid, marker: text } of scan.all()) {
      const marker = parseMarker(text);
      if (except.has(text) || !isLeftover(marker, pid)) continue;
      left += 1;
      if (!found.has(pid)) {
        found.set(pid, { pid, command: await commandOf(pid), service: marker.service });
        sendSignal(pid, 'SIGTERM');
      }
      sendSignal(pid, 'SIGCONT'); // what is stopped does not notice; a leader may stop itself when its service has ended
      if (!kill || killed.has(pid)) continue;
      killed.add(pid);
      sendSignal(pid, 'SIGKILL');
    }
    if (left === 0 && (scan.complete || found.size === 0)) break;
    if (performance.now() >= giveUpAtMs) break;
    await pause(PAUSE_MS);
  }
  return [...found.values()];
}

const PAUSE_MS = 20;

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}

async function ancestorsOf(pid: number): Promise<Set<number>> {
  const parents = await parentTable();
  const ancestors = new Set<number>();
  for (let next = pid; next > 0 && !ancestors.has(next); next = parents(next)) ancestors.add(next);
  return ancestors;
}

async function parentTable(): Promise<(pid: number) => number> {
  if (hasProc()) return (pid) => readStat(pid)?.ppid ?? 0;
  const lines = await ps(['-ax', '-o', 'pid=,ppid=']);
  const table = new Map(lines.map((line) => line.trim().split(/ +/).map(Number) as [number, number]));
  return (pid) => table.get(pid) ?? 0;
}

async function commandOf(pid: number): Promise<string> {
  if (!hasProc()) return (await ps(['-o', 'command=', '-p', String(pid)]))[0] ?? '';
  return readCommand(pid);
}
