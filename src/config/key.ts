import * as v from 'valibot';

/** An optional key. `fallback` is shown to people and editors; the code that reads the key applies it. */
export const key = <S extends v.GenericSchema>(schema: S, description: string, fallback?: unknown) =>
  v.optional(
    v.pipe(schema, v.description(description), v.metadata(fallback === undefined ? {} : { default: fallback })),
  );

/** A required key. */
export const needed = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

/** The expected kind in messages about a sub-table. */
export const TABLE = 'a table';
