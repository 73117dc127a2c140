import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { canSharePort, standbysOn } from '../helpers/shared-port.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, type StartOptions, test } from '../helpers/zdev.ts';
import type { Zdev } from '../helpers/zdev-process.ts';
import { freePort } from '../helpers/zdev-text.ts';

const SHARED = needs(await canSharePort(), 'this Node, or this system, cannot share a port');

const SERVER = `require("http").createServer((_, res) => res.end(process.env.ZDEV_URL + " by " + process.pid)).listen(process.env.PORT, "127.0.0.1")`;
const EXEC = `exec = '''exec node -e '${SERVER}' '''`;

/** A port for the names of one test, and what zdev is started with. */
async function withEdge(rig: Rig): Promise<{ port: number; options: StartOptions }> {
  const port = await freePort();
  const config = `${rig.dir}.run/config`;
  mkdirSync(join(config, 'zdev'), { recursive: true, mode: 0o700 });
  writeFileSync(join(config, 'zdev/config.toml'), `[edge]\nport = ${port}\n`);
  return { port, options: { env: { XDG_CONFIG_HOME: config } } };
}

/** What comes back for a name, whole; or what went wrong. */
function ask(port: number, name: string, accept = '*/*'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('error', (error) => resolve(`failed: ${error.message}`));
    socket.on('close', () => resolve(text));
    socket.write(`GET / HTTP/1.1\r\nHost: ${name}\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`);
  });
}

const untilAnswer = async (port: number, name: string, pattern: RegExp, accept?: string): Promise<string> => {
  let text = '';
  const look = async () => {
    text = await ask(port, name, accept);
    return pattern.test(text);
  };
  await until(look, { timeoutMs: 20_000, what: `an answer like ${pattern}` }).catch(() => {
    throw new Error(`no answer like ${pattern}: ${text}`);
  });
  return text;
};

test('a service has its name in ZDEV_URL, in "ps --json" and in "ls", and is reached by it', async ({ rig }) => {
  const { port, options } = await withEdge(rig);
  rig.write('zinit.toml', `project.name = "shop"\n[services.web]\n${EXEC}\nport = ${await freePort()}\n`);
  const zdev = rig.zdev(['up'], options);
  const url = `http://web.shop.localhost:${port}`;
  const answer = await untilAnswer(port, 'web.shop.localhost', / 200 /);
  expect(answer).toMatch(new RegExp(`${url} by \\d+$`));
  const ps = rig.zdev(['ps', '--json'], options);
  await ps.ended();
  expect(JSON.parse(ps.stdout)).toMatchObject({ services: [{ name: 'web', url: null, edge_url: url }] });
  const env = rig.zdev(['env', 'web'], options);
  await env.ended();
  expect(env.stdout).toContain(`export ZDEV_URL='${url}'`);
  const run = rig.zdev(['run', 'web', '--', 'sh', '-c', 'echo $ZDEV_URL'], options);
  await run.ended();
  expect(run.stdout).toBe(`${url}\n`);
  const ls = rig.zdev(['ls'], options);
  await ls.ended();
  expect(ls.stdout).toContain(`*.shop.localhost:${port}`);
  expect(await zdev.stop()).toBe(0);
  expect(existsSync(join(`${rig.dir}.run`, `edge-${port}.sock`))).toBe(false);
});

test('when the zdev that serves the names is killed, another takes over at once; who is gone has no name any more', async ({
  rig,
}) => {
  const { port, options } = await withEdge(rig);
  for (const name of ['one', 'two', 'three']) {
    rig.write(`${name}/zinit.toml`, `[services.web]\n${EXEC}\nport = ${await freePort()}\n`);
  }
  const names = ['web.one.localhost', 'web.two.localhost', 'web.three.localhost'] as const;
  const zdevs: Zdev[] = [];
  for (const [i, cwd] of ['one', 'two', 'three'].entries()) {
    zdevs.push(rig.zdev(['up'], { ...options, cwd }));
    await untilAnswer(port, names[i]!, / 200 /);
  }
  // The first has the port.
  zdevs[0]!.kill('SIGKILL');
  const killedMs = performance.now();
  const rest = names.slice(1);
  const gaps: string[] = [];
  for (const name of rest) gaps.push(await untilAnswer(port, name, / (200|404) /));
  for (const text of gaps) expect(text).toMatch(/ 200 /);
  // On a machine that does nothing else it takes some milliseconds.
  expect(performance.now() - killedMs).toBeLessThan(5000);
  await untilAnswer(port, names[0], / 404 /);
  for (const zdev of zdevs.slice(1)) expect(await zdev.stop()).toBe(0);
  await until(() => rig.services().length === 0, { what: 'the guardian has ended the rest' });
});

test('while the seat of a killed zdev is empty, nobody who asks for a name is refused', SHARED, async ({ rig }) => {
  const { port, options } = await withEdge(rig);
  const names = ['one', 'two', 'three'].map((project) => `web.${project}.localhost`);
  const zdevs: Zdev[] = [];
  for (const [i, cwd] of ['one', 'two', 'three'].entries()) {
    rig.write(`${cwd}/zinit.toml`, `[services.web]\n${EXEC}\nport = ${await freePort()}\n`);
    zdevs.push(rig.zdev(['up'], { ...options, cwd }));
    await untilAnswer(port, names[i]!, / 200 /);
    await until(() => standbysOn(port) === i, { what: `${i} stand by` });
  }
  for (const [i, name] of names.slice(1).entries()) {
    const answers: Promise<string>[] = [];
    const timer = setInterval(() => answers.push(ask(port, name)), 1);
    const last = names[2]!;
    zdevs[i]!.kill('SIGKILL');
    await zdevs[i]!.ended();
    // What was under way at the killed one is lost; what comes after its end is not.
    const from = answers.length;
    await untilAnswer(port, last, / 200 /);
    clearInterval(timer);
    const texts = await Promise.all(answers);
    expect(texts.filter((text) => text.includes('ECONNREFUSED'))).toEqual([]);
    expect(texts.slice(from).filter((text) => !text.startsWith('HTTP/1.1 '))).toEqual([]);
    expect(texts.length).toBeGreaterThan(from);
    await until(() => standbysOn(port) === 2 - i, { what: 'the killed one stands by no more' });
  }
  expect(await zdevs[2]!.stop()).toBe(0);
  await until(() => rig.services().length === 0, { what: 'the guardians have ended the rest' });
});

test('two checkouts have names of their own, and the end of one touches nothing of the other', async ({ rig }) => {
  const { port, options } = await withEdge(rig);
  rig.write('main/.git/HEAD', 'ref: refs/heads/main\n');
  rig.write('main/.git/worktrees/tree/HEAD', 'ref: refs/heads/feature/login\n');
  rig.write('tree/.git', `gitdir: ${join(rig.dir, 'main/.git/worktrees/tree')}\n`);
  const toml = `project = { name = "shop", isolate = "worktree" }\n[services.web]\n${EXEC}\nport = ${await freePort()}\n`;
  for (const cwd of ['main', 'tree']) rig.write(`${cwd}/zinit.toml`, toml);
  const [first, second] = ['web.shop.localhost', 'web.feature-login.shop.localhost'] as const;
  const main = rig.zdev(['up'], { ...options, cwd: 'main' });
  await untilAnswer(port, first, / 200 /);
  const tree = rig.zdev(['up'], { ...options, cwd: 'tree' });
  expect(await untilAnswer(port, second, / 200 /)).toContain(`http://${second}:${port} by`);
  const ls = rig.zdev(['ls', '--json'], options);
  await ls.ended();
  expect(JSON.parse(ls.stdout)).toMatchObject([
    { branch: 'main', names: [{ service: 'web', url: `http://${first}:${port}` }] },
    { branch: 'feature/login', names: [{ service: 'web', url: `http://${second}:${port}` }] },
  ]);
  const down = rig.zdev(['down'], { ...options, cwd: 'main' });
  expect(await down.ended()).toBe(0);
  expect(await main.ended()).toBe(0);
  await untilAnswer(port, second, / 200 /);
  await untilAnswer(port, first, / 404 /);
  expect(await tree.stop()).toBe(0);
});

test('a service that has crashed shows its error under its name, as a page and as JSON; mended, it is there by itself', async ({
  rig,
}) => {
  const { port, options } = await withEdge(rig);
  rig.write('web.js', 'throw new Error("<b>no config</b>")\n');
  rig.write(
    'zinit.toml',
    `project.name = "shop"\n[services.db]\nexec = "exec node web.js"\nport = ${await freePort()}\nwatch = ["web.js"]\nlifecycle.max_restarts = 1\nlifecycle.restart_delay_ms = 1\n[services.web]\n${EXEC}\nport = ${await freePort()}\nrequires = ["db"]\n`,
  );
  const zdev = rig.zdev(['up', '--exit-on', 'never'], options);
  const page = await untilAnswer(
    port,
    'web.shop.localhost',
    /requires db: failed.*gave up|requires db: .*given up/s,
    'text/html',
  );
  expect(page).toMatch(/^HTTP\/1\.1 503 /);
  expect(page).toContain('&lt;b&gt;no config&lt;/b&gt;');
  expect(page).not.toContain('<b>');
  const json = await ask(port, 'web.shop.localhost');
  expect(json).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: \d+\r\n/s);
  expect(JSON.parse(json.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    ...{ error: 'not-ready', project: 'shop', name: 'web', roots: [{ name: 'db' }] },
  });
  // As the page does: it waits for news, and asks again.
  const [, wait = ''] = /data-wait="([^"]+)"/.exec(page) ?? [];
  const news = fetchPath(port, 'web.shop.localhost', wait);
  rig.write('web.js', SERVER);
  expect(await news).toMatch(/^HTTP\/1\.1 200 /);
  await untilAnswer(port, 'web.shop.localhost', / 200 .* by \d+$/s, 'text/html');
  expect(await zdev.stop()).toBe(0);
});

function fetchPath(port: number, name: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => resolve(text));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
  });
}

test('a request that comes while a service starts waits for it', async ({ rig }) => {
  const { port, options } = await withEdge(rig);
  const late = `const s = require("fs"); const t = setInterval(() => { if (s.existsSync("go")) { clearInterval(t); ${SERVER} } }, 5)`;
  rig.write(
    'zinit.toml',
    `project.name = "shop"\n[services.web]\nexec = '''exec node -e '${late}' '''\nport = ${await freePort()}\n`,
  );
  const zdev = rig.zdev(['up'], options);
  await untilAnswer(port, 'web.shop.localhost', /web is not ready/, 'text/html');
  const answer = ask(port, 'web.shop.localhost');
  rig.write('go', '');
  expect(await answer).toMatch(/^HTTP\/1\.1 200 .* by \d+$/s);
  expect(await zdev.stop()).toBe(0);
});

test('a port that somebody else holds is told once, with who it is, and all goes on without names', async ({ rig }) => {
  const { port, options } = await withEdge(rig);
  const other = createServer().listen(port, '127.0.0.1');
  rig.write('zinit.toml', `[services.web]\n${EXEC}\nport = ${await freePort()}\n`);
  const zdev = rig.zdev(['up'], options);
  await zdev.prints(`no names of services: cannot listen on port ${port}: it is in use by pid ${process.pid}`);
  await zdev.prints('web: ready');
  const ps = rig.zdev(['ps', '--json'], options);
  await ps.ended();
  expect(JSON.parse(ps.stdout)).toMatchObject({ services: [{ name: 'web', edge_url: null }] });
  other.close();
  await zdev.prints('the names of services work again');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.text.split('no names of services').length).toBe(2);
});

test('with "off" there are no names, and a mistake in the settings is told', async ({ rig }) => {
  rig.write('zinit.toml', `[services.web]\n${EXEC}\nport = ${await freePort()}\n`);
  const zdev = rig.up();
  await zdev.prints('web: ready');
  const env = rig.zdev(['env', 'web']);
  await env.ended();
  expect(env.stdout).not.toContain('ZDEV_URL');
  expect(await zdev.stop()).toBe(0);

  const { options } = await withEdge(rig);
  writeFileSync(join(options.env!['XDG_CONFIG_HOME']!, 'zdev/config.toml'), '[edge]\noff = true\nprot = 1\n');
  const wrong = rig.zdev(['up'], options);
  await wrong.prints('unknown key "prot"');
  await wrong.prints('did you mean "port"?');
  expect(await wrong.stop()).toBe(0);
});
