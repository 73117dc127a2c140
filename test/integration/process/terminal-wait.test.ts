import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { followLife } from '../../../src/adapters/process/life.ts';
import { ALONE } from '../../../src/adapters/process/signal-names.ts';
import { noteSignals, waitToBeAlone } from '../../../src/adapters/process/terminal-wait.ts';
import { hasProc } from '../../../src/system.ts';
import { program } from '../../helpers/programs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';

const door = globalThis as { [key: symbol]: unknown };
afterEach(() => {
  delete door[Symbol.for('zdev.system')];
});

/** A leader with a life pipe whose command leaves a process behind that survives SIGTERM. It was told to end. */
async function leaderThatWaits({ supervisor }: { supervisor: number }) {
  const dir = tempDir();
  const life = join(dir, 'life');
  spawnSync('mkfifo', [life]);
  for (const [name, text] of Object.entries({
    grep: `echo >'${dir}/looked'; exec /bin/grep "$@"`,
    sleep: `echo "$1" >>'${dir}/paused'; [ "$1" = 1 ] && exec /bin/sleep 0.05; exec /bin/sleep "$1"`,
  })) {
    writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(dir, name), 0o755);
  }
  const script = `supervisor=$2
${noteSignals()}
exec 5<>"$1"
(exec /bin/sh -c '${program('ignores-sigterm.mjs')} & wait') 5>&-
PATH=${dir}:$PATH
${waitToBeAlone()}
exit 7`;
  const child = spawn('/bin/sh', ['-c', script, 'zdev-run', life, String(supervisor)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void spawnSync('kill', ['-9', '--', `-${child.pid}`]));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  await until(() => /ready (\d+)/.test(text));
  const left = Number(/ready (\d+)/.exec(text)?.[1]);
  let waits = false;
  const follower = followLife(life, {
    waits() {
      waits = true;
    },
    status() {},
    ended() {},
  });
  onTestFinished(() => follower.letGo());
  process.kill(-child.pid!, 'SIGTERM');
  await until(() => waits, { what: 'the word of the leader that it waits' });
  const paused = join(dir, 'paused');
  await until(() => existsSync(paused));
  return { child, left, looked: () => existsSync(join(dir, 'looked')), paused: () => readFileSync(paused, 'utf8') };
}

test('a leader that its supervisor can answer does not look at the processes: it ends when it hears that it is alone', async () => {
  const { child, looked, paused } = await leaderThatWaits({ supervisor: process.pid });
  await until(() => paused() !== '', { what: 'a pause' });
  expect(paused()).toBe('10\n'); // seconds
  process.kill(-child.pid!, 'SIGCONT'); // it follows the stop signal, and says nothing
  const exited = once(child, 'exit');
  process.kill(child.pid!, ALONE);
  expect(await exited).toEqual([7, null]);
  expect(looked()).toBe(false);
});

/** A dead process that its parent, which is no shell any more, does not collect. */
async function zombie(): Promise<number> {
  const parent = spawn('/bin/sh', ['-c', 'cat <&3 & echo $!; exec sleep 300 3<&-'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
  await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
  (parent.stdio[3] as Writable).end();
  const stat = `/proc/${Number(line.toString())}/stat`;
  await until(() => readFileSync(stat, 'latin1').includes(') Z '), { what: 'its end' });
  return Number(line.toString());
}

const DEAD: Readonly<Record<string, () => number | Promise<number>>> = {
  'is dead': () => spawnSync('true').pid,
  ...(hasProc() ? { 'is dead, but not collected': zombie } : {}),
};

test.each(
  Object.keys(DEAD),
)('a leader whose supervisor %s looks itself, and stays until nobody else is left', async (how) => {
  const { child, left, looked, paused } = await leaderThatWaits({ supervisor: await DEAD[how]!() });
  await until(looked);
  expect(paused()).toMatch(/^(1\n)+$/);
  expect(child.exitCode).toBeNull();
  const exited = once(child, 'exit');
  process.kill(left, 'SIGKILL');
  expect(await exited).toEqual([7, null]);
});
