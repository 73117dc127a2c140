// Runs the suite on each supported release of Node. With `--short`: starts the built zdev in every way, on each release
// in turn, and then again on the first one, which shares its cache directory with the others. Also checks the message
// on releases that are too old.
//   node scripts/test-nodes.mjs [--short] [RELEASE...]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { spawn as spawnPty } from 'node-pty';
import { nodeOf, OLD_RELEASES, RELEASES } from './nodes.mjs';
import { remove } from './remove.mjs';

process.chdir(resolve(import.meta.dirname, '..'));
const short = process.argv.includes('--short');
const given = process.argv.slice(2).filter((arg) => arg !== '--short');
const releases = given.length > 0 ? given : RELEASES;
const zdev = resolve('dist/zdev.cjs');

const nodes = await Promise.all(releases.map(nodeOf));
const failed = short ? await tryShortly() : nodes.filter((node) => !runSuite(node));
process.exit(failed.length === 0 ? 0 : 1);

function runSuite(node) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const release = versionOf(node);
  console.log(`\n${release}`);
  for (const args of [['scripts/build.mjs'], ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot']]) {
    const { status } = spawnSync(node, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${release}: ${args[0]}`);
    if (status !== 0) return false;
  }
  return true;
}

/** Returns the names of the failures. */
async function tryShortly() {
  const base = mkdtempSync(join(tmpdir(), 'zdev-nodes-'));
  const wrong = [];
  const run = async (name, act) => {
    try {
      await act();
      console.log(`ok   ${name}`);
    } catch (error) {
      console.log(`FAIL ${name}\n${error.message}`);
      wrong.push(name);
    }
  };
  try {
    // `process.execPath` may be another patch release of one of them, and V8 does not distinguish these.
    for (const node of [process.execPath, ...nodes, process.execPath]) {
      const project = mkdtempSync(join(base, 'project-'));
      await run(`Node ${versionOf(node)}`, () => bringUp(node, { project, cache: base }));
    }
    if (given.length === 0) {
      for (const release of OLD_RELEASES) {
        const node = await nodeOf(release);
        await run(`Node ${release} is too old`, () => expectSentence(node, release));
      }
    }
  } finally {
    await remove(base);
  }
  return wrong;
}

/** In the plain stream until compiled code is stored and used, in the background, and with the screen. */
async function bringUp(node, { project, cache }) {
  writeFileSync(join(project, 'Procfile'), 'one: echo hello\n');
  const env = {
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    HOME: project,
    XDG_CACHE_HOME: cache,
    XDG_CONFIG_HOME: resolve(import.meta.dirname, '../test/fixtures/user'),
  };
  const run = (...args) => {
    const { status, signal, stdout, stderr } = spawnSync(node, [zdev, ...args], {
      cwd: project,
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`zdev ${args.join(' ')}: ${signal ?? status}\n${stdout}${stderr}`);
    return stdout;
  };
  let times = 0;
  for (let before = ''; ; before = stored(cache)) {
    if (!run('up', '--no-tui').includes('| hello')) throw new Error('zdev up: the output of the service is missing');
    if (before !== '' && stored(cache) === before) break;
    if (++times > 4) throw new Error('each run stores what is compiled');
  }
  writeFileSync(join(project, 'Procfile'), 'one: echo hello; exec sleep 300\n');
  run('up', '-d', '--wait');
  for (const command of ['ps', 'logs']) {
    if (!/one/.test(run(command))) throw new Error(`zdev ${command} does not tell of the service`);
  }
  run('down');
  await onScreen(node, { cwd: project, env });
}

function stored(cache) {
  const files = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.startsWith('zdev/'));
  return files
    .map((name) => `${name} ${statSync(join(cache, name)).mtimeMs}`)
    .sort()
    .join('\n');
}

function onScreen(node, { cwd, env }) {
  return new Promise((done, fail) => {
    const pty = spawnPty(node, [zdev, 'up'], { cwd, env, cols: 80, rows: 24, name: 'xterm-256color' });
    let text = '';
    let asked = false;
    const timer = setTimeout(() => pty.kill('SIGTERM'), 60_000);
    pty.onData((data) => {
      text += data;
      if (asked || !text.includes('hello')) return;
      asked = true;
      pty.write('q');
      pty.write('s');
    });
    pty.onExit(({ exitCode }) => {
      clearTimeout(timer);
      if (asked && exitCode === 0) done();
      else fail(new Error(`the screen ended with ${exitCode}\n${text.slice(-2000)}`));
    });
  });
}

function expectSentence(node, release) {
  const { status, stdout, stderr } = spawnSync(node, [zdev, 'up'], { encoding: 'utf8' });
  const wanted = `error: zdev needs Node 20.19 or newer, and this is Node ${release}\n`;
  if (status !== 1 || stdout !== '' || stderr !== wanted) throw new Error(`status ${status}\n${stdout}${stderr}`);
}

function versionOf(node) {
  return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}
