import { fstatSync } from 'node:fs';

/** Whether a descriptor is a terminal. The first check is cheap, so that a file or a pipe does not load node:tty. */
export function isTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd);
  } catch {
    return false;
  }
}
