import { fstatSync } from 'node:fs';
import { createWriter, type Writer } from '../adapters/log/writer.ts';

/** The way to standard output that never blocks on its reader. */
export function openStdout(): Writer {
  return createWriter(1, { warn: (message) => process.stderr.write(`zdev: ${message}\n`) });
}

/** Whether a descriptor is a terminal. The cheap look first: node:tty is not loaded for a file or a pipe. */
export function isTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd);
  } catch {
    return false;
  }
}
