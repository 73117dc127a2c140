import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byAge, logDirName, logFileName, notesFileName, parseLogFileName, serviceOfLogDir } from './store-names.ts';
import { type RunInfo, readRunInfo } from './stored-output.ts';

/** A run on disk. */
export interface StoredRunInfo extends RunInfo {
  readonly path: string;
  readonly notesPath: string;
}

/** The services with output on disk; none if the directory does not exist. */
export function listServices(dir: string): string[] {
  return entries(dir).map(serviceOfLogDir).sort();
}

/** The runs of a service on disk, including builds, the newest last. */
export function listRuns(dir: string, service: string): StoredRunInfo[] {
  const own = join(dir, logDirName(service));
  const names = entries(own)
    .map(parseLogFileName)
    .filter((name) => name !== null);
  return names.sort(byAge).flatMap((name) => {
    const notesPath = join(own, notesFileName(name));
    try {
      const info = readRunInfo(notesPath);
      return info ? [{ ...info, path: join(own, logFileName(name)), notesPath }] : [];
    } catch {
      return []; // removed meanwhile
    }
  });
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
