import { access, readdirSync, readFileSync, statSync } from 'node:fs';
import { hasProc } from '../../system.ts';
import { TOO_MANY_PROCESSES } from './spawn-error.ts';

/** The threads that Node starts when it first reads a file in the background. Node aborts if it cannot have them. */
const THREADS = 4;
/** The guardian, and short-lived processes. */
const FOR_ZDEV = 4;
/** A limit with space for this many is not a mistake. */
const MOST = 256;
/** Counting the processes of a user takes some milliseconds, so it is only done below this limit. */
const LARGE_LIMIT = 1000;

/** Where the system reports processes and control groups. A test has its own. */
export interface LimitSources {
  readonly proc: string;
  readonly groups: string;
  readonly uid: number;
}

const PLACES = { proc: '/proc', groups: '/sys/fs/cgroup', uid: process.getuid?.() ?? 0 };

/**
 * Makes sure that this many runs and zdev itself do not exceed the limits on processes; threads count as processes on
 * Linux. Throws an error for the user otherwise. If little space is left, zdev takes its own part at once, because Node
 * would abort later.
 */
export function checkProcesses(runs: number, places: LimitSources = PLACES): void {
  if (!hasProc()) return;
  const needed = Math.min(THREADS + FOR_ZDEV + runs, MOST);
  for (const { room, words } of [ofUser(places), ofGroup(places)]) {
    if (room >= MOST) continue;
    const wanted = `${needed} more are needed for ${runs} ${runs === 1 ? 'service' : 'services'}`;
    if (room < needed) throw new Error(`${words}: ${wanted}, and ${Math.max(room, 0)} are available`);
    access('/', () => {});
  }
}

interface Room {
  readonly room: number;
  /** The words for a limit that is too small. */
  readonly words: string;
}

/** The space that `ulimit -u` leaves. It does not apply to root. */
function ofUser({ proc, uid }: LimitSources): Room {
  const limit = uid === 0 ? Number.NaN : Number(/^Max processes +(\d+)/m.exec(textOf(`${proc}/self/limits`))?.[1]);
  const room = limit < LARGE_LIMIT ? limit - tasksOf(uid, proc) : Number.POSITIVE_INFINITY;
  return { room, words: TOO_MANY_PROCESSES };
}

function tasksOf(uid: number, proc: string): number {
  let tasks = 0;
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (statSync(`${proc}/${name}`).uid === uid) tasks += readdirSync(`${proc}/${name}/task`).length;
    } catch {} // it has ended
  }
  return tasks;
}

/** The space that the limit of the container, or of another control group (version 2) around this process, leaves. */
function ofGroup({ proc, groups }: LimitSources): Room {
  const [, own = '/'] = /^0::(\/.*)$/m.exec(textOf(`${proc}/self/cgroup`)) ?? [];
  let tightest: Room = { room: Number.POSITIVE_INFINITY, words: '' };
  for (let path = own.replace(/\/$/, ''); ; path = path.replace(/\/[^/]*$/, '')) {
    const file = `${groups}${path}/pids.max`;
    const limit = Number.parseInt(textOf(file), 10);
    const room = limit - Number(textOf(`${groups}${path}/pids.current`));
    const words = `too many processes (raise the limit of this container or control group, ${limit} in ${file})`;
    if (room < tightest.room) tightest = { room, words };
    if (path === '') return tightest;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
