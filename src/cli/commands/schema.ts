import schemaOfFile from '../../../schema/zinit.schema.json' with { type: 'json' };
import { type Caller, systemCaller } from '../caller.ts';
import { EXIT } from '../exit-code.ts';
import type { OptionValues } from '../options.ts';
import { printJson } from '../print/json.ts';

/** `zdev schema`: prints the JSON Schema of zinit.toml, for editors and tools. Gives the exit status. */
export async function schema(
  values: OptionValues,
  _names: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  printJson(caller, values, schemaOfFile, 2);
  return EXIT.ok;
}
