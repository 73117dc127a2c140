import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import { fakeLeaser, load, makeFiles } from './project.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const documented = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8');

/** The findings of `zdev check` in short: `3:12 never-started`. */
async function found(files: string | Readonly<Record<string, string>>, environ: Record<string, string> = {}) {
  const { diagnostics } = await load(typeof files === 'string' ? { 'zinit.toml': files } : files, {
    lint: true,
    environ,
  });
  return diagnostics.map(({ line, column, code, severity, hint }) => {
    expect(severity).toBe('warning');
    expect(hint, `the hint of ${code}`).not.toBeNull();
    expect(documented).toContain(`| \`${code}\` |`);
    return `${line === null ? '' : `${line}:${column} `}${code}`;
  });
}

/** A service with these further lines, from line 3 on. */
const service = (lines: string, name = 'a') => `[services.${name}]\nexec = "true"\n${lines}\n`;

describe('legal, but likely a mistake', () => {
  test.each([
    [
      'a required service that up does not start',
      `${service('requires = ["b"]')}${service('status = "stop"', 'b')}`,
      '3:13 never-started',
    ],
    [
      'a required oneshot that up does not start',
      `${service('requires = ["b"]')}${service('status = "ignore"\noneshot = true', 'b')}`,
      '3:13 never-started',
    ],
    [
      'a target of a service that up does not start',
      `${service('status = "stop"')}[targets.t]\nrequires = ["a"]\n`,
      '5:13 never-started',
    ],
    [
      'both requires and conflicts',
      `${service('requires = ["b"]\nconflicts = ["b"]')}${service('', 'b')}`,
      '4:14 contradiction',
    ],
    [
      'conflicts with an indirect requirement',
      `${service('requires = ["b"]')}${service('requires = ["c"]', 'b')}${service('conflicts = ["a"]', 'c')}`,
      '1:1 contradiction',
    ],
    ['a target without services', `${service('')}[targets.t]\n`, '4:1 empty-target'],
    [
      'a check of a oneshot',
      service('oneshot = true\nhealth = { type = "exec", target = "true" }'),
      '4:1 oneshot-health',
    ],
    [
      'a check of the port of another',
      `${service('health = { type = "http", target = "http://localhost:5432/x" }')}${service('port = 5432', 'b')}`,
      '3:36 foreign-health',
    ],
    [
      'a check of a port that is not its own',
      `${service('port = 1\nhealth = { type = "tcp", target = "127.0.0.1:5432" }')}${service('port = 5432', 'b')}`,
      '4:35 foreign-health',
    ],
    ['a watched path that does not exist', service('watch = ["src"]'), '3:10 missing-watch'],
    [
      'a watched pattern below a missing directory',
      service('watch = { paths = ["src/**/*.ts"] }'),
      '3:20 missing-watch',
    ],
    ['a command that does not exist', '[services.a]\nexec = "./server --port 1"\n', '2:8 missing-command'],
    [
      'a health command that does not exist',
      service('health = { type = "exec", target = "bin/check" }'),
      '3:36 missing-command',
    ],
    ['a PORT that differs from the port', service('port = 5432\nenv = { PORT = "3000" }'), '4:16 shadowed-variable'],
    ['times in seconds', service('lifecycle = { stop_timeout_ms = 10 }'), '3:33 short-time'],
    [
      'times of a check in seconds',
      service('health = { type = "exec", target = "true", timeout_ms = 5 }'),
      '3:57 short-time',
    ],
    ['a merciless stop signal', service('lifecycle = { stop_signal = "kill" }'), '3:29 harsh-stop'],
    [
      'killed for good',
      service('health = { type = "exec", target = "true", on_failure = "restart" }\nlifecycle = { restart = "never" }'),
      '3:57 contradiction',
    ],
  ])('%s', async (_, toml, expected) => expect(await found(toml)).toEqual([expected]));

  test('a missing container engine is reported once, and what runs in a container is not searched here', async () => {
    const compose = 'services:\n  a:\n    build: .\n    healthcheck: { test: [CMD, x] }\n';
    const environ = { PATH: '/nowhere', ZDEV_CONTAINER_ENGINE: '/no/engine' };
    expect(await found({ 'compose.yaml': compose }, environ)).toEqual(['3:5 no-container-engine']);
  });

  test.each([
    ['dist', 'watch = ["dist"]'],
    ['a directory below it', 'watch = ["dist/public"]'],
    ['a pattern in it', 'watch = ["dist/**/*.js"]'],
    ['the output of the build', 'build = "bundle src --outfile=lib/app.js"\nwatch = ["lib"]'],
    ['a directory above the output of the build', 'build = "tsc --outDir lib/js"\nwatch = ["."]'],
  ])('a watch on build output: %s', async (_, lines) => {
    const files = { 'zinit.toml': service(lines), 'dist/public/x': '', 'lib/js/x': '' };
    expect(await found(files)).toEqual([expect.stringMatching(/watched-output$/)]);
  });

  test('an env file makes a default useless, or gives several services one port', async () => {
    const toml = `[defaults]\nenv = { LEVEL = "warn", SAME = "1", OTHER = "2" }\n${service('')}${service('', 'b')}`;
    expect(await found({ 'zinit.toml': toml, '.env': 'LEVEL=debug\nSAME=1\nPORT=3000\n' })).toEqual([
      '2:9 shadowed-variable',
      '3:1 shadowed-variable',
    ]);
  });

  test('a command is in no directory of PATH', async () => {
    const bin = makeFiles({ serve: '', 'folder/x': '' });
    chmodSync(join(bin, 'serve'), 0o755);
    const Procfile = 'web: serve -p $PORT\nworker: A=1 B="2 3" exec sevre\nother: folder\n';
    expect(await found({ Procfile }, { PATH: `/nowhere:${bin}` })).toEqual([
      '2:1 missing-command',
      '3:1 missing-command',
    ]);
  });

  test('hints say what to do', async () => {
    const files = { 'zinit.toml': service('dir = "sub"\nwatch = ["src"]'), 'sub/x': '', 'src/x': '' };
    const { diagnostics } = await load(files, { lint: true });
    expect(diagnostics[0]?.hint).toBe('paths are relative to dir, which is "sub"');
    const tool = { Procfile: 'web: vite\n', 'node_modules/.bin/vite': '' };
    const { diagnostics: missing } = await load(tool, { lint: true, environ: { PATH: '/nowhere' } });
    expect(missing[0]?.hint).toBe('it is in node_modules/.bin: npx vite');
  });

  test('instances of one entry are reported once', async () => {
    const files = { Procfile: 'web: ./no\n', 'zinit.toml': '[services.web]\nwatch = ["no"]\n' };
    const { diagnostics } = await load(files, { lint: true, formation: 'web=3' });
    expect(diagnostics.map(({ code, file, line }) => `${file}:${line} ${code}`)).toEqual([
      'zinit.toml:2 missing-watch',
      'Procfile:1 missing-command',
    ]);
  });
});

describe('legal and no mistake', () => {
  test.each([
    [
      'a service that up does not start requires another such service',
      `${service('requires = ["b"]\nstatus = "stop"')}${service('status = "stop"', 'b')}`,
    ],
    [
      'only an order with a service that up does not start',
      `${service('after = ["b"]\nwants = ["b"]')}${service('status = "stop"', 'b')}`,
    ],
    [
      'a conflict with a oneshot that is over',
      `${service('requires = ["b"]\nconflicts = ["b"]')}${service('oneshot = true', 'b')}`,
    ],
    [
      'a check of its own port',
      `${service('port = 5432\nhealth = { type = "http", target = "http://localhost:$PORT/" }')}`,
    ],
    [
      'a check of another machine',
      `${service('health = { type = "tcp", target = "db.test:5432" }')}${service('port = 5432', 'b')}`,
    ],
    [
      'commands of the shell',
      '[services.a]\nexec = "while true; do sleep 1; done"\n[services.b]\nexec = "cd /; exec true"\n[services.c]\nexec = "$HOME/x"\n[services.d]\nexec = "(true)"\n',
    ],
    ['its own PATH', '[services.a]\nexec = "PATH=./bin:$PATH serve"\n'],
    ['a program that the build makes', '[services.a]\nexec = "./server"\nbuild = "true"\n'],
    [
      'a program that a oneshot makes',
      `[services.a]\nexec = "./server"\nrequires = ["b"]\n${service('oneshot = true', 'b')}`,
    ],
    ['its own port among services that have none', `${service('port = 1')}${service('', 'b')}`],
  ])('%s', async (_, toml) => expect(await found(toml, { PATH: '/usr/bin:/bin' })).toEqual([]));

  test('a build may write where no change is seen', async () => {
    const lines = 'build = "bundle -o lib/app.js"\n';
    const own = service(`${lines}watch = { paths = ["."], ignore = ["lib"] }`);
    expect(await found({ 'zinit.toml': own })).toEqual([]);
    expect(await found({ 'zinit.toml': service(`${lines}watch = ["."]`), '.gitignore': '/lib/\n' })).toEqual([]);
  });

  test('likely mistakes are only looked for on request', async () => {
    const { diagnostics } = await load({ 'zinit.toml': service('watch = ["src"]') });
    expect(diagnostics).toEqual([]);
  });

  test('beside an error, likely mistakes are not reported', async () => {
    const { diagnostics } = await load({ 'zinit.toml': service('watch = ["src"]\nrequires = ["b"]') }, { lint: true });
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-dependency']);
  });

  test.each(['examples/shop/zinit.toml', 'zinit.toml.example', 'Procfile.example'])('%s', async (file) => {
    const { diagnostics } = await loadProject({
      ...{ cwd: root, file, lint: true, environ: process.env },
      leasePorts: fakeLeaser().leasePorts,
    });
    expect(diagnostics).toEqual([]);
  });
});
