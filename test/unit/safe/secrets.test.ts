import { describe, expect, test } from 'vitest';
import { isSecretName, maskText, maskValue } from '../../../src/safe/secrets.ts';

test.each([
  'API_KEY',
  'apiKey',
  'DB_PASSWORD',
  'passwd',
  'PGPASS_PWD',
  'authToken',
  'client-secret',
  'AWS_SECRET_ACCESS_KEY',
  'SENTRY_DSN',
  'STRIPE_KEY',
  'GITHUB_PAT',
  'JWT',
  'SESSION_COOKIE',
  'MYSQL_ROOT_PASSWORD',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'PATH',
  'PWD',
  'OLDPWD',
  'KEYBOARD',
  'MONKEY',
  'AUTHOR',
  'PORT',
  'COMPASS',
  'NODE_ENV',
  'DATABASE_URL',
])('%s names none', (name) => expect(isSecretName(name)).toBe(false));

describe('a text', () => {
  test.each([
    ['API_KEY=hunter2 node server.js', 'API_KEY=*** node server.js'],
    ['env = { API_KEY = "hunter2", LOG = "x" }', 'env = { API_KEY = ***, LOG = "x" }'],
    ["export DB_PASSWORD='hunter2 x'", 'export DB_PASSWORD=***'],
    ['POSTGRES_PASSWORD: hunter2', 'POSTGRES_PASSWORD: ***'],
    ['{"token": "hunter2", "a": 1}', '{"token": ***, "a": 1}'],
    ['serve --api-key hunter2 --port 80', 'serve --api-key *** --port 80'],
    ['serve --password=hunter2', 'serve --password=***'],
    ['postgres://me:hunter2@localhost:5432/db', 'postgres://me:***@localhost:5432/db'],
    ['redis://:hunter2@localhost', 'redis://:***@localhost'],
    [
      'postgres://me:hun:ter2@localhost/db and https://a:hunter2@b',
      'postgres://me:***@localhost/db and https://a:***@b',
    ],
    ['curl -H "Authorization: Bearer hunter2hunter2"', 'curl -H "Authorization: Bearer ***"'],
    ['using ghp_0123456789abcdefghijABCDEFGHIJ456789 here', 'using *** here'],
    ['key sk-proj-0123456789abcdefghij', 'key ***'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });

  test.each([
    'error: token: unexpected end',
    'PORT=5000 node server.js --port 80',
    'http://localhost:5432/a@b',
    'PASSWORD=$DB_PASSWORD serve',
    'serve --token "$TOKEN"',
    'api: blocked (db: starting, connect ECONNREFUSED 127.0.0.1:5432)',
    'a key is missing: it should be "exec"',
  ])('without a secret stays: %s', (text) => expect(maskText(text)).toBe(text));
});

test('a value for JSON', () => {
  expect(
    maskValue({
      env: { API_KEY: 'hunter2', N: 1, URL: 'http://a:b@c' },
      list: ['TOKEN=x'],
      key: null,
      port_key: 3,
      requires: ['db'],
    }),
  ).toEqual({
    env: { API_KEY: '***', N: 1, URL: 'http://a:***@c' },
    list: ['TOKEN=***'],
    key: null,
    port_key: '***',
    requires: ['db'],
  });
});

test.each([
  ...['secret', 'password', 'passwd', 'passphrase', 'token', 'credential', 'api_key', 'apikey', 'privateKey', 'db_pwd'],
  ...['key', 'keys', 'pass', 'auth', 'authorization', 'dsn', 'salt', 'jwt', 'pat', 'cookie'],
])('each name that says that its value is secret hides the value in a text: %s', (name) => {
  expect(isSecretName(name)).toBe(true);
  for (const written of [name, name.toUpperCase()]) expect(maskText(`${written}=hush`)).toBe(`${written}=***`);
});
