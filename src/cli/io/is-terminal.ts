import { fstatSync } from 'node:fs';

/** Whether a descriptor is a terminal. The cheap look first: node:tty is not loaded for a file or a pipe. */
export function isTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd);
  } catch {
    return false;
  }
}
