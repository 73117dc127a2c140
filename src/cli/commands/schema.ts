import schemaOfFile from '../../../schema/zinit.schema.json' with { type: 'json' };
import type { OptionValues } from '../args/options.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';

/** `zdev schema`: prints the JSON Schema of zinit.toml, for editors and tools. Returns the exit status. */
export async function schema(
  values: OptionValues,
  _names: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  printJson(caller, values, 'schema', schemaOfFile);
  return EXIT.ok;
}
