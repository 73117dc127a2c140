import { existsSync } from 'node:fs';

/** What differs between the systems that zdev runs on. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Directories of the system's tools, the most trusted first. */
  readonly toolDirs: readonly string[];
}

/** A test sets another system under this key of the global object. All chunks of the bundle read the same one. */
const LENT = Symbol.for('zdev.system');

/**
 * The system that this process runs on. Only this function reads `process.platform`. A test sets another system here,
 * and all code takes the other branch.
 */
export function system(): System {
  const { [LENT]: lent } = globalThis as { [LENT]?: Partial<System> };
  return { platform: lent?.platform ?? process.platform, toolDirs: lent?.toolDirs ?? TOOL_DIRS };
}

/** The directories of POSIX systems, then those of NixOS and Guix, which have almost nothing in the others. */
const TOOL_DIRS = [
  '/bin',
  '/usr/bin',
  '/usr/sbin',
  '/sbin',
  '/run/current-system/sw/bin',
  '/run/current-system/profile/bin',
];

/** Whether `/proc` lists processes. On other systems, `ps` does. */
export function hasProc(): boolean {
  return system().platform === 'linux';
}

/**
 * The full path of a tool of the system. If it is not found, returns the name alone, which is then searched in
 * `toolEnv().PATH`.
 */
export function tool(name: string): string {
  for (const dir of system().toolDirs) {
    const path = `${dir}/${name}`;
    if (existsSync(path)) return path;
  }
  return name;
}

/** A PATH with the tools of the system, for scripts. */
export function toolPath(): string {
  return system().toolDirs.join(':');
}

/**
 * The environment for tools of the system. Their output does not depend on the caller's locale and time zone, and the
 * caller's PATH comes last.
 */
export function toolEnv(): { readonly PATH: string; readonly LC_ALL: string; readonly TZ: string } {
  const path = [toolPath(), process.env['PATH'] ?? ''].filter(Boolean);
  return { PATH: path.join(':'), LC_ALL: 'C', TZ: 'UTC' };
}
