import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ProcessSpec } from '../../../src/core/service.ts';
import { takeOutSecrets } from '../../../src/export/command-secrets.ts';
import { FORMATS } from '../../../src/export/formats.ts';
import { splitEnv } from '../../../src/export/secrets.ts';
import { tempDir } from '../../helpers/temp.ts';
import { exportedToml, textOf } from './rig.ts';

const TOML = `
[defaults]
image = "shop:1"
[services.db]
exec = "postgres"
port = 5432
[services.api]
exec = "echo $API_KEY"
env = { API_KEY = "hunter2", DATABASE_URL = "postgres://me:hunter3@localhost:5432/x", MODE = "dev", EMPTY_TOKEN = "" }
[services.web]
exec = "web"
env = { API_KEY = "hunter4", DB_PASSWORD = "hunter5" }
`;

test('what looks secret: by its name, a password in a URL, the form of a key; not what is empty', () => {
  const github = `ghp_${'a'.repeat(36)}`;
  const env = { API_KEY: 'x', URL: 'http://u:p@h/', OTHER: github, MODE: 'dev', TOKEN: '', PLAIN_URL: 'http://h/' };
  expect(splitEnv(env)).toEqual({
    plain: { MODE: 'dev', TOKEN: '', PLAIN_URL: 'http://h/' },
    secret: ['API_KEY', 'URL', 'OTHER'],
  });
});

describe.each(Object.keys(FORMATS))('%s', (format) => {
  test('writes no secret, and says that it does not', async () => {
    const { files, warnings } = await exportedToml(format, TOML);
    const all = JSON.stringify([files, warnings]);
    expect(all).not.toMatch(/hunter\d/);
    expect(all).toContain('dev');
    expect(warnings.join('\n')).toMatch(/env \(api\): API_KEY\w*, DATABASE_URL not written, since they look secret: /);
  });

  test('does not write secrets of env files or of zinit.toml', async () => {
    const toml = '[services.a]\nexec = "a"\nimage = "i"\nenv_file = "own.env"\n';
    const { files } = await exportedToml(format, toml, {
      '.env': 'A_SECRET=hunter2\n',
      'own.env': 'B_SECRET=hunter3\n',
    });
    expect(JSON.stringify(files)).not.toMatch(/hunter\d/);
  });
});

test('compose: variables, told apart where services have different values', async () => {
  const made = await exportedToml('compose', TOML);
  const { services } = parse(textOf(made));
  expect(services.api.environment).toEqual({
    API_KEY: '${API_KEY_API:?}',
    DATABASE_URL: '${DATABASE_URL:?}',
    MODE: 'dev',
    EMPTY_TOKEN: '',
  });
  expect(services.web.environment).toEqual({ API_KEY: '${API_KEY_WEB:?}', DB_PASSWORD: '${DB_PASSWORD:?}' });
  expect(made.warnings).toContain(
    'env (api): DATABASE_URL needs db:5432 instead of localhost:5432 in the place that its value comes from',
  );
});

test('kubernetes: a Secret', async () => {
  const made = await exportedToml('kubernetes', TOML);
  const objects = parseAllDocuments(textOf(made)).map((document) => document.toJS());
  const api = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'api');
  const [{ env }] = api.spec.template.spec.containers;
  expect(env).toContainEqual({
    name: 'API_KEY',
    valueFrom: { secretKeyRef: { name: 'shop-secrets', key: 'API_KEY_API' } },
  });
  expect(env).toContainEqual({ name: 'MODE', value: 'dev' });
});

test('systemd: a file for each service that has secrets', async () => {
  const made = await exportedToml('systemd', TOML);
  expect(textOf(made, 'shop-api.service')).toContain('\nEnvironmentFile=%E/shop/api.env\n');
  expect(textOf(made, 'shop-db.service')).not.toContain('EnvironmentFile');
});

test('supervisord: its own environment', async () => {
  const made = await exportedToml('supervisord', TOML);
  expect(textOf(made)).toContain('DATABASE_URL="%(ENV_DATABASE_URL)s"');
});

test('runit and launchd: what a shell reads is what the service gets', async () => {
  const home = tempDir();
  mkdirSync(join(home, '.config/shop'), { recursive: true });
  writeFileSync(join(home, '.config/shop/api.env'), "API_KEY='a b$c'\nDATABASE_URL=x\n");
  const agent = textOf(await exportedToml('launchd', TOML), 'shop.api.plist');
  const command = [...agent.matchAll(/<string>([^<]*)<\/string>/g)].map(([, text]) => text)[3] ?? '';
  const shell = (script: string, cwd: string) =>
    spawnSync('/bin/sh', ['-c', script.replaceAll('&quot;', '"')], {
      cwd,
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
  expect(shell(command, home).stdout).toBe('a b$c\n');

  mkdirSync(join(home, 'env'));
  for (const name of ['API_KEY', 'DATABASE_URL']) writeFileSync(join(home, 'env', name), 'a b$c\n');
  const run = textOf(await exportedToml('runit', TOML), 'shop-api/run');
  const reads = run.split('\n').filter((line) => line.includes('$(cat env/'));
  expect(reads).toHaveLength(2);
  expect(shell([...reads, 'printf %s "$API_KEY"'].join('\n'), home).stdout).toBe('a b$c');
  expect(shell([...reads].join('\n'), tempDir()).status, 'without the file, it does not start').toBe(1);
});

const COMMANDS = `
[services.api]
exec = """serve --db-password hunter2 --url "postgres://me:hunter3@db/x" --header 'Authorization: Bearer hunter4hunter4' --mode dev"""
build = "make API_KEY=hunter5"
image = "i"
health = { type = "exec", target = "ask --token='hunter6 and more'" }
lifecycle = { stop_command = "bye --db-password hunter2" }
`;

test.each(Object.keys(FORMATS))('%s: a secret in a command is referred to as well', async (format) => {
  const { files, warnings } = await exportedToml(format, COMMANDS);
  expect(JSON.stringify([files, warnings])).not.toMatch(/hunter\d/);
  expect(warnings).toContain('exec (api): the value that looks secret is now $DB_PASSWORD');
});

test('a shell makes the same of the command as before, whatever quotes are around the secret', async () => {
  const { project } = await exportedToml('procfile', COMMANDS);
  const taken = takeOutSecrets(project).project.services[0] as ProcessSpec;
  const before = project.services[0] as ProcessSpec;
  const said = ({ exec, build, health, lifecycle, env }: ProcessSpec) =>
    [exec, build, health?.target, lifecycle.stopCommand].map((command) => {
      const script = command!.replace(/^\w+/, "printf '%s\\n'");
      return spawnSync('/bin/sh', ['-c', script], { env: { ...env }, encoding: 'utf8' }).stdout;
    });
  expect(said(taken)).toEqual(said(before));
  expect(taken.env).toMatchObject({ DB_PASSWORD: 'hunter2', API_KEY: 'hunter5', TOKEN: 'hunter6 and more' });
});

test('what a shell would change, or would be another word then, is left, and said', async () => {
  const toml = '[services.a]\nexec = "serve --password \\"$(cat pw)x\\" --token a*b --key x=1"\nimage = "i"\n';
  const { warnings } = await exportedToml('compose', toml);
  expect(warnings.filter((text) => text.includes('is written unchanged'))).toHaveLength(2);
});
