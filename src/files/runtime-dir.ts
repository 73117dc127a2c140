import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPrivateDir, makePrivateDir } from './private-dir.ts';

/**
 * Possible places of the user's runtime directory of zdev, the best first. The directory shows what runs on this
 * machine. The first two places depend only on the user, so that every shell finds what another one has started. The
 * environment counts only if neither of them works (Termux has no `/tmp`). `ZDEV_RUNTIME_DIR` overrides all.
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

/** The first that is, or can be made, a directory that only this user can use; null if there is none. */
export function openRuntimeDir(dirs: readonly string[] = runtimeDirs()): string | null {
  return dirs.find((dir) => makePrivateDir(dir).ok) ?? null;
}

/** Those that exist already, and can be trusted. */
export function trustedRuntimeDirs(dirs: readonly string[] = runtimeDirs()): readonly string[] {
  return dirs.filter(isPrivateDir);
}
