import { maskValue } from '../../safe/secrets.ts';
import { jsonText } from '../../safe/terminal.ts';
import type { OptionValues } from '../args/options.ts';
import type { CommandIo } from '../io/command-io.ts';
import type { OutputName, OutputOf } from '../json/outputs.ts';

/**
 * Prints a value as the answer of a command for programs. `--mask-secrets` masks secrets in it. The name of the command
 * determines the type of the value.
 */
export function printJson<Name extends OutputName>(
  io: CommandIo,
  values: OptionValues,
  _of: Name,
  value: OutputOf<Name>,
): void {
  io.out(Buffer.from(`${jsonText(values['mask-secrets'] ? maskValue(value) : value, 2)}\n`));
}
