import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'toml';
import { describe, expect, test } from 'vitest';
import { schema as printSchema } from '../../../src/cli/commands/schema.ts';
import { warning } from '../../../src/config/finding.ts';
import { projectFile } from '../../../src/config/keys.ts';
import { validate } from '../../../src/config/validate.ts';
import { fakeCaller } from '../cli/rig.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const text = read('schema/zinit.schema.json');
const fitsSchema = new Ajv({ strict: false }).compile(JSON.parse(text));

/** The mistakes that zdev itself finds in a document. */
function problemsOf(document: unknown): string[] {
  const place = () => ({ source: { file: '', text: '' }, line: null, column: null });
  const value = structuredClone(document) as Record<string, unknown>;
  return validate({ schema: projectFile, value, place, unknownKey: warning }).problems.map(({ code }) => code);
}

const EXAMPLES = ['zinit.toml.example', 'examples/shop/zinit.toml', 'test/fixtures/config/shop/zinit.toml'];

describe('the JSON Schema', () => {
  test.each(EXAMPLES)('accepts %s', (file) => {
    expect(fitsSchema(parse(read(file))) ? [] : fitsSchema.errors).toEqual([]);
  });

  test.each(EXAMPLES.slice(0, 2))('is named by %s, so that editors find it', (file) => {
    const [, path = ''] = /^#:schema (\S+)\n/.exec(read(file)) ?? [];
    const named = resolve(root, dirname(file), path);
    expect(existsSync(named)).toBe(true);
    expect(named).toBe(join(root, 'schema/zinit.schema.json'));
  });

  test('is what zdev schema prints', async () => {
    const io = fakeCaller(root);
    expect(await printSchema({}, [], io)).toBe(0);
    expect(io.printed()).toBe(text);
  });

  test.each([
    ['an unknown table', '[service.a]\nexec = "x"'],
    ['an unknown key', '[services.a]\nexecute = "x"'],
    ['a key in the wrong table', '[services.a]\nexec = "x"\nrestart = "always"'],
    ['a string for a number', '[services.a]\nport = "5432"'],
    ['an invalid port', '[services.a]\nport = 65536'],
    ['a fraction', '[services.a]\nport = 1.5'],
    ['an unknown word', '[services.a]\nlifecycle = { restart = "on_failure" }'],
    ['a time of zero', '[services.a]\nlifecycle = { stop_timeout_ms = 0 }'],
    ['a negative time', '[services.a]\nhealth = { type = "exec", target = "x", start_period_ms = -1 }'],
    ['a health check without a target', '[services.a]\nhealth = { type = "exec" }'],
    ['a string for a list', '[services.a]\nrequires = "b"'],
    ['an invalid name', '[services.a]\nrequires = ["b c"]'],
    ['a service with an invalid name', '[services."a b"]\nexec = "x"'],
    ['a number for a variable', '[services.a]\nenv = { A = 1 }'],
    ['an empty command', '[services.a]\nexec = ""'],
    ['a watch without paths', '[services.a]\nwatch = { debounce_ms = 5 }'],
    ['an invalid image', '[defaults]\nimage = 1'],
  ])('refuses %s, as zdev does', (_, toml) => {
    const document = parse(toml);
    expect(problemsOf(document)).not.toEqual([]);
    expect(fitsSchema(document)).toBe(false);
  });

  test('accepts every document that zdev accepts, and refuses those that zdev refuses, except for signals, names and the order of two ports', () => {
    const example = parse(read('zinit.toml.example'));
    const odd = fc.oneof(
      fc.constantFrom('', 'x', 'a b', 'SIGTERM', 0, -1, 1, 1.5, 70_000, true, false),
      fc.constantFrom([], ['x'], [''], [1], {}, { x: 'y' }, { x: 1 }, { paths: ['x'] }),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...pathsIn(example)), odd, (path, value) => {
        const document = structuredClone(example);
        const parent = path.slice(0, -1).reduce((at, step) => at[step], document);
        parent[path.at(-1)!] = value;
        const problems = problemsOf(document);
        const isOrder = path.at(-2) === 'port_range';
        const beyond = isOrder || problems.every((code) => ['bad-signal', 'bad-name'].includes(code));
        refused += problems.length > 0 ? 1 : 0;
        if (problems.length === 0) expect(fitsSchema(document) ? [] : fitsSchema.errors).toEqual([]);
        else if (!beyond) expect(fitsSchema(document)).toBe(false);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a parsed document has any shape
function pathsIn(value: any, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (value === null || typeof value !== 'object') return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}
