import { parse } from 'toml';
import { expect, test } from 'vitest';
import { renderToml } from '../../../../src/cli/init/render.ts';
import { valueText } from '../../../../src/cli/init/toml-text.ts';

test('the file says where each service came from, and teaches each key once', () => {
  const found = (name: string, table: object) => ({ name, from: `file:${name.length}`, table, notes: ['Noted.'] });
  const text = renderToml(
    {
      services: [
        found('db', { port: 5432, exec: 'postgres -p $PORT' }),
        { ...found('api', { requires: ['db'], exec: 'x', port: 80 }), suggestions: ['url = "http://localhost"'] },
      ],
      targets: [{ name: 'all', from: 'file:9', table: { requires: ['api'] } }],
      leftOut: [],
      procfile: true,
      doubts: ['file:3: lost'],
    },
    { name: 'shop', schema: './schema.json' },
  );
  expect(text).toBe(`#:schema ./schema.json
# Written by "zdev init" from the files that it found here. Change it as you like.
# "zdev check" validates it, and "zdev up" runs it. docs/reference/config.md of zdev describes every key.

[project]
name = "shop"

# Parts of the source files that this file does not contain:
# - file:3: lost

# From file:2. Confidence: high, the file names it.
# Noted.
[services.db]
exec = "postgres -p $PORT"
port = 5432  # exported as PORT, and checked by connecting to it unless "health" says otherwise

# From file:3. Confidence: high, the file names it.
# Noted.
[services.api]
exec = "x"
port = 80
requires = ["db"]  # waits until each of these is ready
# url = "http://localhost"

# From file:9.
[targets.all]
requires = ["api"]
`);
});

test.each([
  'plain',
  'with "double" quotes',
  "with 'single' quotes",
  `with "both" 'kinds'`,
  'back\\slash',
  'two\nlines',
  "two\nlines that end with '",
  "two\n'''lines",
  'tab\tbell\x07 delete\x7f return\r\n',
  '\n',
  '',
  'é 👍',
])('the text %j is read back as it was', (text) => {
  expect(parse(`a = ${valueText(text)}\n`)).toEqual({ a: text });
});

test('tables, arrays, numbers and odd keys are read back', () => {
  const value = { a: [1, 'b'], 'odd key': true, inner: { x: 'y\nz', 'a.b': 1 }, gone: undefined };
  const { gone, ...rest } = value;
  expect(parse(`v = ${valueText(value)}\n`)).toEqual({ v: rest });
});
