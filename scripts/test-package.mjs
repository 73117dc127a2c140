// Packs the package, installs it into an empty project (with a blank and a non-ASCII letter in its path), and brings
// that up. Uses only npm; with `--all`: each available package manager, globally, and npx.
//   node scripts/test-package.mjs [--all]
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { remove } from './remove.mjs';

const root = resolve(import.meta.dirname, '..');
const base = mkdtempSync(join(tmpdir(), 'zdev-package-'));
const all = process.argv.includes('--all');

/** `install` and `up` are shell command lines in the project; `$TGZ` is the package. */
const WAYS = [
  {
    name: 'npm',
    install: 'npm install --save-dev --no-audit --no-fund --prefer-offline "$TGZ"',
    up: 'npx --no zdev up',
  },
  { name: 'pnpm', with: 'pnpm@10', install: 'pnpm add -D "$TGZ"', up: 'pnpm exec zdev up' },
  { name: 'yarn', with: 'yarn@1', install: 'yarn add -D "$TGZ"', up: 'yarn -s zdev up' },
  {
    name: 'yarn with Plug’n’Play',
    with: '@yarnpkg/cli-dist@4',
    install: 'yarn config set enableTelemetry false; yarn add -D "zdev@file:$TGZ"',
    up: 'yarn zdev up',
  },
  {
    name: 'globally',
    install: 'npm install --global --prefix "$PWD/global" --no-audit --no-fund --prefer-offline "$TGZ"',
    up: 'global/bin/zdev up',
  },
  { name: 'npx', install: 'true', up: 'npx --yes --prefer-offline --package "$TGZ" zdev up' },
];

let failed = 0;
try {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], {
      cwd: root,
      encoding: 'utf8',
    }),
  );
  const tools = join(base, 'tools');
  for (const [number, way] of WAYS.entries()) {
    if (!all && number > 0) break;
    const problem = tryWay(way, { dir: join(base, `a projéct ${number}`), tgz: join(base, filename), tools });
    if (problem !== null) failed++;
    console.log(problem === null ? `ok   installed: ${way.name}` : `FAIL installed: ${way.name}\n${problem}`);
  }
} finally {
  await remove(base);
}
process.exit(failed === 0 ? 0 : 1);

/** The error, or null. */
function tryWay(way, { dir, tgz, tools }) {
  mkdirSync(join(dir, 'cache'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "name": "empty", "version": "1.0.0", "private": true }\n');
  writeFileSync(join(dir, 'Procfile'), 'one: echo hello\n');
  writeFileSync(join(dir, 'Procfile.long'), 'one: exec sleep 300\n');
  // Removes what a checkout, or the npm that runs this, has set.
  const caller = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/.test(name));
  const env = {
    ...Object.fromEntries(caller),
    TGZ: tgz,
    XDG_CACHE_HOME: join(dir, 'cache'),
    XDG_CONFIG_HOME: join(root, 'test/fixtures/user'),
    npm_config_cache: npmCache(),
  };
  if (way.with) {
    const bin = join(tools, 'node_modules/.bin');
    rmSync(tools, { recursive: true, force: true });
    const got = shell(`npm install --no-save --no-audit --no-fund --prefix "${tools}" ${way.with}`, base, env);
    if (got.status !== 0) return `${way.with} cannot be had:\n${got.text}`;
    env.PATH = `${bin}:${env.PATH}`;
  }
  for (const [command, wanted] of [
    [way.install, null],
    [way.up, 'one | hello'],
    [`${way.up} -f Procfile.long -d --wait && ${way.up.replace(/up$/, 'down')}`, null],
    [way.up, 'one | hello'],
  ]) {
    const { status, text } = shell(command, dir, env);
    if (status !== 0 || (wanted !== null && !text.replace(/ +/g, ' ').includes(wanted)))
      return `${command}: status ${status}\n${text}`;
  }
  if (!existsSync(join(dir, 'cache/zdev')) || readdirSync(join(dir, 'cache/zdev')).length === 0)
    return 'nothing was stored of what is compiled';
  return null;
}

function shell(command, cwd, env) {
  const { status, signal, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 180_000,
  });
  return { status: status ?? signal, text: `${stdout}${stderr}`.slice(-3000) };
}

/** Reuses downloads of `npm ci`. */
function npmCache() {
  return execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
}
