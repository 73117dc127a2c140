import { basename } from 'node:path';
import { fingerprint } from '../files/fingerprint.ts';
import type { Disk } from './disk.ts';
import type { Finding, Source } from './finding.ts';

/**
 * The files from which a project was read. They show later whether the files have changed. They also let env files be
 * read again while the rest of the config stays as it is.
 */
export interface Sources {
  /** Config files by path: their text, and their fingerprint before they were read. */
  readonly config: ReadonlyMap<string, { readonly source: Source | Finding; readonly print: string }>;
  /** The fingerprints of env files before they were read, by path. Includes files that did not exist. */
  readonly env: ReadonlyMap<string, string>;
}

/** A disk that remembers what is read from it. With `held`, config files keep their earlier text. */
export function remember(disk: Disk, held?: Sources): { readonly disk: Disk; readonly sources: Sources } {
  const config = new Map<string, { source: Source | Finding; print: string }>();
  const env = new Map<string, string>();
  const remembering: Disk = {
    ...disk,
    kind(path) {
      if (/env/i.test(basename(path)) && !env.has(path)) env.set(path, fingerprint(path));
      return disk.kind(path);
    },
    read(path) {
      const kept = held?.config.get(path) ?? { print: fingerprint(path), source: disk.read(path) };
      config.set(path, kept);
      return kept.source;
    },
    readEnv(path) {
      if (!env.has(path)) env.set(path, fingerprint(path));
      return disk.readEnv(path);
    },
  };
  return { disk: remembering, sources: { config, env } };
}
