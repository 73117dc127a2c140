import type { Purpose } from '../../core/effect.ts';

/** What a file of the log store holds, as its name says. */
export interface StoredName {
  /** When the run was started, in milliseconds since 1970. */
  readonly startMs: number;
  /** Counted from 1 by each supervisor. */
  readonly run: number;
  readonly purpose: Purpose;
}

/** Times of the bytes, and what is known of the run, are in a file of the same name with this ending. */
const NOTES_ENDING = '.notes.log';

/** The file name of a run, such as `2026-11-23T215457.123Z-3.log`. Names sort as the runs began. */
export function logFileName({ startMs, run, purpose }: StoredName): string {
  const time = new Date(startMs).toISOString().replaceAll(':', '');
  return `${time}-${run}${purpose === 'build' ? '.build' : ''}.log`;
}

export function notesFileName(name: StoredName): string {
  return logFileName(name).replace(/\.log$/, NOTES_ENDING);
}

/** Null for the name of anything but the output of a run. */
export function parseLogFileName(name: string): StoredName | null {
  const match = /^(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d\.\d{3}Z)-(\d+)(\.build)?\.log$/.exec(name);
  if (!match) return null;
  const [, date, hours, minutes, seconds, run, build] = match;
  return {
    startMs: Date.parse(`${date}${hours}:${minutes}:${seconds}`),
    run: Number(run),
    purpose: build ? 'build' : 'exec',
  };
}

/** Oldest run first. */
export function byAge(a: StoredName, b: StoredName): number {
  return a.startMs - b.startMs || a.run - b.run;
}

/** The directory of a service. Names from a config are safe; others, such as `..`, are made so. */
export function logDirName(service: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(service)) return service;
  return encodeURIComponent(service).replaceAll('.', '%2E');
}

/** The service of a directory. */
export function serviceOfLogDir(dir: string): string {
  try {
    return decodeURIComponent(dir);
  } catch {
    return dir;
  }
}
