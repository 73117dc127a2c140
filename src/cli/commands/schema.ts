import schemaOfFile from '../../../schema/zinit.schema.json' with { type: 'json' };
import { jsonText } from '../../safe/terminal.ts';
import { type Caller, systemCaller } from '../caller.ts';
import { EXIT } from '../exit-code.ts';
import type { OptionValues } from '../options.ts';

/** `zdev schema`: prints the JSON Schema of zinit.toml, for editors and tools. Gives the exit status. */
export async function schema(
  _values: OptionValues,
  _names: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  caller.out(`${jsonText(schemaOfFile, 2)}\n`);
  return EXIT.ok;
}
