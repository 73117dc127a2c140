import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPrivateDir, makePrivateDir } from './private-dir.ts';

/**
 * The user's runtime directory of zdev, which says what runs on this machine: where it may be, the best place first. It
 * depends on the user alone, so that every shell finds what another one has started; only where neither of the first two
 * can be had (Termux has no `/tmp`) the environment counts, and `ZDEV_RUNTIME_DIR` wins over all.
 */
export function runtimeDirs(environ: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { ZDEV_RUNTIME_DIR: chosen, XDG_RUNTIME_DIR: runtime } = environ;
  if (chosen) return [chosen];
  const uid = process.getuid?.() ?? 0;
  const own = `zdev-${uid}`;
  return [
    ...new Set([
      `/run/user/${uid}/zdev`,
      `/tmp/${own}`,
      ...(runtime ? [join(runtime, 'zdev')] : []),
      join(environ['TMPDIR'] || tmpdir(), own),
    ]),
  ];
}

/** The first of them that is, or can be made, a directory that only this user can use; null when there is none. */
export function openRuntimeDir(dirs: readonly string[] = runtimeDirs()): string | null {
  return dirs.find((dir) => makePrivateDir(dir).ok) ?? null;
}

/** Those that are there already, and can be trusted. */
export function trustedRuntimeDirs(dirs: readonly string[] = runtimeDirs()): readonly string[] {
  return dirs.filter(isPrivateDir);
}
