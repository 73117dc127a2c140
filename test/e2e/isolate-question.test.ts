import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { freePort } from '../helpers/zdev-text.ts';

const SERVER = `require("net").createServer((s) => s.on("error", () => {}).end()).listen(process.env.PORT, "127.0.0.1")`;
const ORIGIN = '[core]\n\tbare = false\n[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n';

async function output(rig: Rig, args: readonly string[], cwd: string): Promise<string> {
  const zdev = rig.zdev(args, { cwd });
  expect(await zdev.ended(), zdev.stderr).toBe(0);
  return zdev.stdout;
}

/** A clone that runs, and another one with the same fixed port that does not. */
async function clones(rig: Rig, urls: readonly [string, string]): Promise<number> {
  const port = await freePort();
  for (const [i, dir] of ['one', 'two'].entries()) {
    rig.write(`${dir}/.git/HEAD`, `ref: refs/heads/${dir}\n`);
    rig.write(`${dir}/.git/config`, `${ORIGIN}\turl = ${urls[i]}\n`);
    rig.write(
      `${dir}/zinit.toml`,
      `project = { name = "shop", isolate = "worktree" }\n[services.api]\nexec = '''exec node -e '${SERVER}' '''\nport = ${port}\n`,
    );
  }
  await output(rig, ['up', '-d', '--wait'], 'one');
  return port;
}

const URL = 'git@example.com:shop/shop.git';
const QUESTION = 'Give this checkout its own ports? [Y/n]';

const portIn = async (rig: Rig, cwd: string) => JSON.parse(await output(rig, ['env', '--json'], cwd)).API_PORT;

for (const [how, args, answer] of [
  ['in the plain stream', ['--no-tui'], '\r'],
  ['in the background', ['-d'], 'y\r'],
  ['on the screen', [], '\r'],
] as const) {
  test(`a port that a clone of the repository holds: whoever says yes gets other ports, ${how}`, async ({ rig }) => {
    const port = await clones(rig, [URL, URL]);
    const zdev = rig.zdev(['up', ...args], { cwd: 'two', pty: true });
    await zdev.prints(new RegExp(`Port ${port} is held by api of project \\S+/one \\(branch one, pid \\d+, node`));
    await zdev.prints(QUESTION);
    zdev.type(answer);
    await until(async () => (await portIn(rig, 'two')) !== `${port}`, { timeoutMs: 20_000, what: 'it runs isolated' });
    await output(rig, ['wait', 'api'], 'two');
    await Promise.all(['one', 'two'].map((cwd) => output(rig, ['down'], cwd)));
    await zdev.ended();
  });
}

test('whoever says no, or ends it with Ctrl-C, or has no terminal, gets no ports of its own', async ({ rig }) => {
  const port = await clones(rig, [URL, URL]);
  const left = rig.zdev(['up', '--no-tui'], { cwd: 'two', pty: true });
  await left.prints(QUESTION);
  left.type('\x03');
  expect(await left.ended()).toBe(130);
  const zdev = rig.zdev(['up', '--no-tui'], { cwd: 'two', pty: true });
  await zdev.prints(QUESTION);
  zdev.type('what?\r');
  await until(() => zdev.text.split(QUESTION).length > 2, { timeoutMs: 20_000, what: 'it asks again' });
  zdev.type('n\r');
  await zdev.prints(`port ${port} is held by api of project`);
  expect(await zdev.stop()).toBe(0);
  const piped = rig.zdev(['up'], { cwd: 'two' });
  await piped.prints('next: zdev down, then zdev up --isolated');
  expect(piped.text).not.toContain(QUESTION);
  expect(await piped.stop()).toBe(0);
  await output(rig, ['down'], 'one');
});

test('nobody is asked about the port of another repository', async ({ rig }) => {
  const port = await clones(rig, [URL, 'git@example.com:shop/other.git']);
  const zdev = rig.zdev(['up', '--no-tui'], { cwd: 'two', pty: true });
  await zdev.prints(`port ${port} is held by api of project`);
  expect(zdev.text).not.toContain(QUESTION);
  expect(await zdev.stop()).toBe(0);
  await output(rig, ['down'], 'one');
});
