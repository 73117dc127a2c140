import { maskValue } from '../../safe/secrets.ts';
import { jsonText } from '../../safe/terminal.ts';
import type { OptionValues } from '../args/options.ts';
import type { Caller } from '../io/command-io.ts';

/** Prints a value as the command's answer for programs: whole, unless `--mask-secrets` asks for it without secrets. */
export function printJson(caller: Caller, values: OptionValues, value: unknown, indent?: number): void {
  caller.out(Buffer.from(`${jsonText(values['mask-secrets'] ? maskValue(value) : value, indent)}\n`));
}
