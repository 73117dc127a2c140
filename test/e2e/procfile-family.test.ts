import { describe, expect } from 'vitest';
import { tempDir } from '../helpers/temp.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { startOnPipes, ZDEV_BIN } from '../helpers/zdev-process.ts';
import { count, expectInOrder, LIVES, linesOf } from '../helpers/zdev-text.ts';

/** Says what it got, and lives. */
const SHOW = 'echo "PORT=$PORT PS=$PS in $(pwd)"; exec sleep 300';

/** Runs a command to its end. */
async function answer(rig: Rig, ...args: string[]) {
  const zdev = rig.zdev(args);
  const status = await zdev.ended();
  return { status, text: zdev.text, stdout: zdev.stdout, stderr: zdev.stderr };
}

/** The same, of a command line that is about no project. */
async function ended(...args: string[]) {
  const zdev = startOnPipes({ command: [process.execPath, ZDEV_BIN, ...args], cwd: tempDir(), env: {} });
  return { status: await zdev.ended(), text: `${zdev.stdout}${zdev.stderr}` };
}

describe('start', () => {
  test('where zdev does not run, is what foreman start is', async ({ rig }) => {
    rig.write('Procfile', `web: ${SHOW}\nworker: ${SHOW}\nclock: exit 4\n`);
    rig.write('sub/x', '');
    const zdev = rig.zdev(['start', '-d', 'sub', 'worker', 'web']);
    await zdev.prints(`worker | PORT=5100 PS=worker.1 in ${rig.dir}/sub`);
    await zdev.prints(`web | PORT=5000 PS=web.1 in ${rig.dir}/sub`);
    expect(await zdev.stop()).toBe(0);
    expect(zdev.text).not.toContain('clock');
    expect((await answer(rig, 'start')).status).toBe(4);
  });

  test('where it runs, is its client', async ({ rig }) => {
    rig.write('Procfile', `web: ${LIVES}\nworker: ${LIVES}\n`);
    const zdev = rig.zdev(['start', '-x', 'worker']);
    await zdev.prints('web | up');
    expect(await answer(rig, 'start')).toMatchObject({ status: 0 });
    expect(await answer(rig, 'start', '-m', 'web=2', 'web')).toMatchObject({ status: 2 });
    expect(zdev.text).not.toContain('worker');
    expect(await answer(rig, 'start', 'worker')).toMatchObject({ status: 0 });
    await zdev.prints('worker | up');
    expect(await zdev.stop()).toBe(0);
  });

  test('of a name that nobody has', async ({ rig }) => {
    rig.write('Procfile', `web: ${LIVES}\n`);
    expect(await answer(rig, 'start', 'wbe')).toMatchObject({
      status: 1,
      stderr: 'error: no service is called "wbe"\n  hint: did you mean "web"?\n',
    });
    expect(await answer(rig, 'start', '-l', 'wbe')).toMatchObject({ status: 2 });
    expect(await answer(rig, 'start', '-l', 'web', 'web')).toMatchObject({
      status: 2,
      stderr: 'error: --only and names of services do not go together\n',
    });
  });

  test('an entry is all its instances, and a star any part of a name', async ({ rig }) => {
    rig.write('Procfile', `web: ${LIVES}\nworker: ${LIVES}\n`);
    const zdev = rig.up('-m', 'all=2', 'web', 'w*er.2');
    for (const name of ['web.1', 'web.2', 'worker.2']) await zdev.prints(`${name} | up`);
    expect(await zdev.stop()).toBe(0);
    expect(zdev.text).not.toContain('worker.1');
  });

  test('-D runs in the background, with all that was said', async ({ rig }) => {
    rig.write('Procfile', `web: ${SHOW}\nworker: ${SHOW}\n`);
    expect(await answer(rig, 'start', '-D', '-p', '7000', '-l', 'worker', '-t', '2')).toMatchObject({ status: 0 });
    await until(() => rig.services().length > 0);
    const { stdout } = await answer(rig, 'status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      services: [
        { name: 'web', intent: 'down' },
        { name: 'worker', intent: 'up' },
      ],
    });
    const logs = rig.zdev(['logs', '-f']);
    await logs.prints('worker | PORT=7100');
    expect(await answer(rig, 'quit')).toMatchObject({ status: 0 });
    expect(await logs.ended()).toBe(0);
    expect(rig.services()).toEqual([]);
  });
});

describe('what can die', () => {
  test('ends nothing, and is not started again; the rest still does', async ({ rig }) => {
    rig.write(
      'Procfile',
      `web: ${LIVES}\njob: echo job; exit 3\nlast: while [ ! -e go ]; do sleep 0.05; done; exit 5\n`,
    );
    const zdev = rig.zdev(['start', '--can-die', 'job']);
    await zdev.prints('job: exit code 3');
    await zdev.prints('web | up');
    rig.write('go', '');
    expect(await zdev.ended()).toBe(5);
    expect(count(zdev.text, 'job | job')).toBe(1);
  });

  test('any: zdev stays until it is told to end, as overmind does', async ({ rig }) => {
    rig.write('Procfile', 'a: exit 3\nb: exit 0\n');
    const zdev = rig.zdev(['start'], { env: { OVERMIND_ANY_CAN_DIE: '1' } });
    await zdev.prints('a: exit code 3');
    await zdev.prints('b: ended (exit code 0)');
    // Its status depends on whether a process that ends at once was seen running.
    await answer(rig, 'restart');
    await until(() => count(zdev.text, 'a: exit code 3') === 2);
    expect(zdev.ending).toBeUndefined();
    expect(await zdev.stop()).toBe(0);
  });

  test('what is restarted automatically is so however it ends, and ends nothing', async ({ rig }) => {
    rig.write('Procfile', `web: ${LIVES}\njob: echo job; sleep 0.1\n`);
    const zdev = rig.zdev(['start', '-r', 'job']);
    await until(() => count(zdev.text, 'job | job') >= 2);
    expect(await zdev.stop()).toBe(0);
  });
});

test('stop signals of one process and another', async ({ rig }) => {
  const says = (signal: string) => `trap 'echo ${signal}; exit 0' ${signal}; echo up; while :; do sleep 0.1; done`;
  rig.write('Procfile', `web: ${says('INT')}\nworker: ${says('TERM')}\n`);
  const zdev = rig.zdev(['start', '-i', 'web=INT', '-t', '600']);
  await zdev.prints('web | up');
  await zdev.prints('worker | up');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.text).toContain('web | INT');
  expect(zdev.text).toContain('worker | TERM');
});

test('.foreman says how rows look; the command line goes before it', async ({ rig }) => {
  rig.write('Procfile', 'web: echo hello\n');
  rig.write('.foreman', 'color: true\ntimestamp: false\n');
  expect((await answer(rig, 'start')).stdout).toContain('\x1b[36mweb    | \x1b[0mhello\n');
  expect((await answer(rig, 'start', '--timestamp')).stdout).toMatch(
    /\x1b\[36m\d\d:\d\d:\d\d web {4}\| \x1b\[0mhello\n/,
  );
  rig.write('.foreman', '');
  expect((await answer(rig, 'start', '--no-timestamp', '--color')).stdout).toContain('\x1b[36mweb    | \x1b[0mhello\n');
});

test("the prefix is foreman's: a time, the padded name, a bar", async ({ rig }) => {
  rig.write('Procfile', 'a: echo one\nlong-name: sleep 300\n');
  const { stdout } = await answer(rig, 'start');
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d a {8} \| one$/m);
  expect(linesOf(stdout, 'a')).toEqual(['one']);
});

test.each([
  '-c',
  '-N',
  '-H',
  '-w',
  '-b',
  '-T',
  '-s',
  '--no-prefix',
])('%s, which others have: what to do in place of it', async (option) => {
  for (const verb of ['start', 'up', 's']) {
    const { status, text } = await ended(verb, option);
    expect(status).toBe(2);
    expect(text).toMatch(new RegExp(`^error: unknown option '${option}'\\n {2}hint: .+\\n$`));
  }
  expect((await ended('check', option)).text).not.toContain('hint');
});

test("foreman's words for the version", async () => {
  for (const words of [['version'], ['-v'], ['--version']])
    expect(await ended(...words)).toMatchObject({ status: 0, text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test("overmind's verbs", async ({ rig }) => {
  rig.write('Procfile', `web: ${LIVES}\nworker: ${LIVES}\n`);
  const zdev = rig.up('--exit-on', 'never');
  await zdev.prints('web | up');
  await zdev.prints('worker | up');
  const echo = rig.zdev(['echo']);
  await until(
    async () => count((await answer(rig, 'restart', 'web')).text, 'ready') === 1 && echo.text.includes('web | up'),
  );
  expect((await answer(rig, 'interrupt', 'w*')).text).toMatch(
    /web: stopped[\s\S]*worker: stopped|worker: stopped[\s\S]*web: stopped/,
  );
  expect(rig.services()).toEqual([]);
  expect(await answer(rig, 'r')).toMatchObject({ status: 0 });
  expect((await answer(rig, 'status')).text).toMatch(/web running[\s\S]*worker running/);
  expect((await answer(rig, 'connect', 'web')).stderr).toContain('attach needs a terminal');
  expect(await answer(rig, 'kill')).toMatchObject({ status: 0 });
  expect(await zdev.ended()).toBe(0);
  expect(await echo.ended()).toBe(0);
  expect(linesOf(echo.stdout, 'worker')[0]).not.toBe('up'); // nothing of what was before
  expectInOrder(zdev.text, 'web | bye', 'web | up', 'web | bye');
});

describe('run', () => {
  test('a lone name is the command of that process; the exit status is passed on', async ({ rig }) => {
    rig.write('.env', 'GREETING=hello\n');
    rig.write('Procfile', 'web: echo "$GREETING from $PS on $PORT"; exit 6\n');
    expect(await answer(rig, 'run', 'web')).toMatchObject({ status: 6, stdout: 'hello from web.1 on 5000\n' });
    expect(await answer(rig, 'run', 'web.1')).toMatchObject({ status: 6 });
    expect(await answer(rig, 'exec', 'sh', '-c', 'echo $GREETING; kill -TERM $$')).toMatchObject({
      status: 143,
      stdout: 'hello\n',
    });
    expect(await answer(rig, 'run', 'no-such-command-zdev')).toMatchObject({ status: 127 });
  });

  test('words are not looked at by a shell, nor by zdev', async ({ rig }) => {
    rig.write('Procfile', 'web: true\n');
    expect((await answer(rig, 'run', 'printf', '%s|', '$HOME', '*', '-x', '--help')).stdout).toBe('$HOME|*|-x|--help|');
  });

  test('--root and -e', async ({ rig }) => {
    rig.write('Procfile', 'web: echo "$A in $(pwd)"\n');
    rig.write('a.env', 'A=a\n');
    rig.write('sub/x', '');
    expect((await answer(rig, 'run', '-e', 'a.env', '--root', 'sub', 'web')).stdout).toBe(`a in ${rig.dir}/sub\n`);
  });
});

test('check takes what up takes', async ({ rig }) => {
  rig.write('Procfile', 'web: x\nworker: y\n');
  const { status, stdout } = await answer(
    rig,
    'check',
    '--json',
    '--no-tui',
    '-m',
    'web=2,worker=1',
    '-p',
    '7000',
    '-x',
    'web',
  );
  expect(status).toBe(0);
  const { services } = JSON.parse(stdout) as { services: { name: string; port: number; status: string }[] };
  expect(services.map(({ name, port, status: at }) => [name, port, at])).toEqual([
    ['web.1', 7000, 'stop'],
    ['web.2', 7001, 'stop'],
    ['worker', 7100, 'start'],
  ]);
});

test('OVERMIND_DAEMONIZE', async ({ rig }) => {
  rig.write('Procfile', `web: ${LIVES}\n`);
  const zdev = rig.zdev(['up'], { env: { OVERMIND_DAEMONIZE: '1' } });
  expect(await zdev.ended()).toBe(0);
  expect(zdev.stdout).toContain('runs in the background');
  expect(await answer(rig, 'q')).toMatchObject({ status: 0 });
});
