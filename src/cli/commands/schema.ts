import schemaOfFile from '../../../schema/zinit.schema.json' with { type: 'json' };
import type { OptionValues } from '../args/options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';

/** `zdev schema`: prints the JSON Schema of zinit.toml, for editors and tools. Returns the exit status. */
export async function schema(
  values: OptionValues,
  _names: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  printJson(io, values, 'schema', schemaOfFile);
  return EXIT.ok;
}
