import { expect, test } from 'vitest';
import { load } from './project.ts';

/** The first mistake in this project, with its hint. */
async function mistake(text: string, more: Record<string, string> = {}) {
  const { diagnostics } = await load({ 'zinit.toml': text, ...more });
  const [first] = diagnostics;
  return first && [first.severity, first.message, first.hint];
}

const withDb = (reference: string, db = 'port = 5432') =>
  `[services.db]\nexec = "x"\n${db}\n[services.api]\nexec = "y"\nenv = { DB = "\${services.${reference}}" }\n`;

const ONLY = 'only "port", "ports.NAME" and "url" of a service can be referred to';

test.each([
  ['db.prot', ONLY, 'did you mean "db.port"?'],
  ['db.URL', ONLY, 'did you mean "db.url"?'],
  ['db.host', ONLY, 'did you mean "db.port"?'],
  ['db', ONLY, 'did you mean "db.port"?'],
  ['bd.prot', ONLY, 'did you mean "db.port"?'],
  ['elsewhere.host', ONLY, null],
  ['dbb.port', 'there is no service "dbb"', 'did you mean "db"?'],
])('a reference to %s', async (reference, message, hint) => {
  expect(await mistake(withDb(reference))).toEqual(['error', `\${services.${reference}}: ${message}`, hint]);
});

test('a reference to the port of a service without one', async () => {
  expect(await mistake(withDb('db.port', ''))).toEqual([
    'error',
    `\${services.db.port}: "db" has no port`,
    'give "db" one: port = …',
  ]);
});

test.each([
  [{ '.env.local': '' }, 'did you mean ".env.local"?'],
  [{ '.env.locl.example': '' }, 'cp .env.locl.example .env.locl'],
  [{ 'other.txt': '' }, null],
])('a missing env file beside %j', async (files, hint) => {
  const text = '[services.api]\nexec = "x"\nenv_file = ".env.locl"\n';
  expect(await mistake(text, files as Record<string, string>)).toEqual(['warning', '.env.locl does not exist', hint]);
});
