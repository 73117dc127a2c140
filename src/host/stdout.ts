import { createWriter, type Writer } from '../adapters/log/writer.ts';
import { forPeople } from '../safe/people.ts';

/** The way to standard output that never blocks on its reader. */
export function openStdout(): Writer {
  return openDescriptor(1);
}

/** The same for standard error. */
export function openStderr(): Writer {
  return openDescriptor(2);
}

function openDescriptor(fd: number): Writer {
  return createWriter(fd, { warn: (message) => process.stderr.write(forPeople(`zdev: ${message}\n`)) });
}
