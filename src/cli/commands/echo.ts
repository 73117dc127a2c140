import type { OptionValues } from '../args/options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { logs } from './logs.ts';

/** `zdev echo`, as in overmind: prints new output of all services. Returns the exit status. */
export function echo(
  { file, json }: OptionValues,
  _given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  return logs({ file, json, follow: true, lines: '0' }, [], io);
}
