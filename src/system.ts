import { existsSync } from 'node:fs';

/** What differs between the systems that zdev runs on. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Where the tools of the system are, the most trusted directory first. */
  readonly toolDirs: readonly string[];
}

/** The key on the global object by which a test lends another system. Every chunk of the bundle reads the same one. */
const LENT = Symbol.for('zdev.system');

/**
 * The system that this process runs on. This is the only place that reads `process.platform`: a test lends another
 * system here, and everything takes the other branch.
 */
export function system(): System {
  const { [LENT]: lent } = globalThis as { [LENT]?: Partial<System> };
  return { platform: lent?.platform ?? process.platform, toolDirs: lent?.toolDirs ?? TOOL_DIRS };
}

/** The directories of POSIX systems, then those of NixOS and Guix, which have next to nothing in the others. */
const TOOL_DIRS = [
  '/bin',
  '/usr/bin',
  '/usr/sbin',
  '/sbin',
  '/run/current-system/sw/bin',
  '/run/current-system/profile/bin',
];

/** Whether `/proc` tells of processes; elsewhere `ps` does. */
export function hasProc(): boolean {
  return system().platform === 'linux';
}

/** The full path of a tool of the system. Falls back to the name alone, which is then looked for in `toolEnv().PATH`. */
export function tool(name: string): string {
  for (const dir of system().toolDirs) {
    const path = `${dir}/${name}`;
    if (existsSync(path)) return path;
  }
  return name;
}

/** A PATH on which the tools of the system are, for scripts. */
export function toolPath(): string {
  return system().toolDirs.join(':');
}

/**
 * The environment for tools of the system: their output does not depend on the caller's locale and time zone, and the
 * caller's PATH counts last.
 */
export function toolEnv(): { readonly PATH: string; readonly LC_ALL: string; readonly TZ: string } {
  const path = [toolPath(), process.env['PATH'] ?? ''].filter(Boolean);
  return { PATH: path.join(':'), LC_ALL: 'C', TZ: 'UTC' };
}
