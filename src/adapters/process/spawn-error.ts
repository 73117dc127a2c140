import { accessSync, constants, statSync } from 'node:fs';

export const SHELL = '/bin/sh';

/** Explains to the user why a process could not be started in `dir`. */
export function describeSpawnError(error: unknown, dir: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && RESOURCES[code]) || problemOf(dir) || missingShell() || String(message);
}

/** The message when the limit of the user, or of a container, is reached; the error does not say which. */
export const TOO_MANY_PROCESSES = 'too many processes (raise the limit with `ulimit -u`)';

const RESOURCES: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files (raise the limit with `ulimit -n`)',
  ENFILE: 'too many open files on this machine',
  EAGAIN: TOO_MANY_PROCESSES,
  ENOMEM: 'not enough memory to start a process',
  E2BIG: 'command and environment together are too long',
};

/** Why no process can be started in a directory; null if nothing prevents it. */
export function problemOf(dir: string): string | null {
  try {
    if (!statSync(dir).isDirectory()) return `${dir} is not a directory`;
    accessSync(dir, constants.X_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `directory ${dir} does not exist`;
    if (code === 'ENOTDIR') return `${dir} is not a directory`;
    return `no permission to enter directory ${dir}`;
  }
}

function missingShell(): string | null {
  try {
    accessSync(SHELL, constants.X_OK);
    return null;
  } catch {
    return `${SHELL} cannot be run`;
  }
}
