import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { followLife } from '../../../src/adapters/process/life.ts';
import { ALONE } from '../../../src/adapters/process/signal-names.ts';
import { noteSignals, waitToBeAlone } from '../../../src/adapters/process/terminal-wait.ts';
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

test('a leader whose supervisor is dead looks itself, and stays until nobody else is left', async () => {
  const gone = spawnSync('true').pid;
  const { child, left, looked } = await leaderThatWaits({ supervisor: gone });
  await until(looked);
  expect(child.exitCode).toBeNull();
  const exited = once(child, 'exit');
  process.kill(left, 'SIGKILL');
  expect(await exited).toEqual([7, null]);
});
