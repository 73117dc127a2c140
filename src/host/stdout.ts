import { createWriter, type Writer } from '../adapters/log/writer.ts';
import { forPeople } from '../safe/people.ts';

/** The way to standard output that never blocks on its reader. */
export function openStdout(): Writer {
  return createWriter(1, { warn: (message) => process.stderr.write(forPeople(`zdev: ${message}\n`)) });
}
