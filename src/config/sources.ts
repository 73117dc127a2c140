import { basename } from 'node:path';
import { fingerprint } from '../files/fingerprint.ts';
import type { Disk } from './disk.ts';
import type { Finding, Source } from './finding.ts';

/**
 * What a project was read from. It tells later whether the files are other ones now, and lets env files be read again
 * while the rest of the config stays as it was taken over.
 */
export interface Sources {
  /** Config files, by path: their text, and their fingerprint before it was read. */
  readonly config: ReadonlyMap<string, { readonly source: Source | Finding; readonly print: string }>;
  /** Env files, by path, also those that were looked for in vain: their fingerprint before they were read. */
  readonly env: ReadonlyMap<string, string>;
}

/** A disk that keeps in mind what is read from it. With `held`, config files have the text that they had then. */
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
