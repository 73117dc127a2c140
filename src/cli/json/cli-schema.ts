import { type Schemas, schemasAt, toSchema } from '../../rpc/json-schema.ts';
import { OUTPUTS, Refusal } from './outputs.ts';

/** The JSON Schema of everything that commands print with `--json`: one definition for each command, under its name. */
export function cliSchema(): Readonly<Record<string, unknown>> {
  const schemas: Schemas = schemasAt('#/$defs/');
  const refusal = toSchema(Refusal, schemas);
  const commands = Object.entries(OUTPUTS).map(([name, shape]) => {
    const answer = toSchema(shape, schemas);
    return [name, shape === Refusal ? refusal : { anyOf: [answer, refusal] }] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'zdev --json',
    description:
      'What zdev commands print with --json. Each command has a definition under its name, such as #/$defs/ps. Commands that keep running (logs, echo, events) print one such value per line.',
    $defs: { ...Object.fromEntries(commands), ...schemas.sorted() },
  };
}
