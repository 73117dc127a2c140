import { monotonicMs } from '../../monotonic.ts';
import { hasProc } from '../../system.ts';
import { groupExists, sendSignal } from './group.ts';
import { type Marker, parseMarker } from './marker.ts';
import { createProcessTable } from './process-table.ts';
import { livingLeaders } from './run-files.ts';
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
 * Ends the processes that earlier supervisors of a project left behind: SIGTERM, and SIGKILL after `graceMs`. Returns
 * what it found, when all of it is gone (or could not be ended within another second).
 *
 * It spares `liveSession` and the runs with a marker in `except`, which will be adopted. It also spares this process
 * and its ancestors, because a service may have started zdev.
 */
export async function endLeftovers({
  project,
  liveSession,
  stateDir,
  lost = [],
  except = new Set(),
  graceMs = 1000,
}: {
  project: string;
  liveSession?: string;
  /**
   * The directory with the notes of leaders that outlive their supervisor. Leaders are also found by these notes, and
   * ended with their group.
   */
  stateDir?: string;
  /** Leaders that are known in another way, ended with their group. */
  lost?: readonly { readonly pid: number; readonly marker: string }[];
  except?: ReadonlySet<string>;
  graceMs?: number;
}): Promise<Leftover[]> {
  const ancestors = await ancestorsOf(process.pid);
  const isLeftover = (marker: Marker | null, pid: number): marker is Marker =>
    marker?.project === project && marker.session !== liveSession && !ancestors.has(pid);

  const table = createProcessTable({ older: true });
  const found = new Map<number, Leftover>();
  const killAtMs = monotonicMs() + graceMs;
  let giveUpAtMs = Number.POSITIVE_INFINITY;
  const killed = new Set<number>();
  /**
   * The groups of leaders with the markers of their runs. Nobody else gets the number of a group while one of its
   * processes lives.
   */
  const groups = new Map<number, string>();
  for (const { pid, marker } of lost) groups.set(pid, marker);
  for (;;) {
    for (const { pid, marker } of livingLeaders(stateDir)) groups.set(pid, marker);
    const scan = await table.refresh();
    for (const pgid of groups.keys()) if (!groupExists(pgid) || !scan.groupLives(pgid)) groups.delete(pgid);
    const kill = monotonicMs() >= killAtMs;
    let left = 0;
    // A process that left a group is spared until the group is gone, because the group may end it itself.
    const grouped = new Set(groups.values());
    const all = scan.all().map((one) => ({ ...one, id: one.pid }));
    const led = [...groups].map(([pgid, marker]) => ({ pid: pgid, marker, id: -pgid }));
    for (const { pid, marker: text, id } of [...all.filter(({ marker }) => !grouped.has(marker)), ...led]) {
      const marker = parseMarker(text);
      if (except.has(text) || !isLeftover(marker, pid)) continue;
      left += 1;
      if (!found.has(pid)) {
        found.set(pid, { pid, command: await commandOf(pid), service: marker.service });
        sendSignal(id, 'SIGTERM');
      }
      sendSignal(id, 'SIGCONT'); // a stopped process does not notice the signal, and a leader may wait for an adopter
      if (!kill || killed.has(id)) continue;
      killed.add(id);
      sendSignal(id, 'SIGKILL');
    }
    if (left === 0 && (scan.complete || found.size === 0)) break;
    if (monotonicMs() >= giveUpAtMs) break;
    // Counted from the first SIGKILL, because a scan takes long on a busy machine.
    if (kill && giveUpAtMs === Number.POSITIVE_INFINITY) giveUpAtMs = monotonicMs() + 1000;
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
