import { createWriter, type Writer } from '../adapters/log/writer.ts';
import { forPeople } from '../safe/people.ts';

/** Opens standard output for writes that never block on its reader. */
export function openStdout(): Writer {
  return openDescriptor(1);
}

/** Opens standard error in the same way. */
export function openStderr(): Writer {
  return openDescriptor(2);
}

function openDescriptor(fd: number): Writer {
  return createWriter(fd, { warn: (message) => process.stderr.write(forPeople(`zdev: ${message}\n`)) });
}
