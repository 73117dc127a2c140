import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { terminalScript } from '../../../src/adapters/process/terminal-script.ts';
import { lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { processesWith } from '../../helpers/zdev-scan.ts';

const door = globalThis as { [key: symbol]: unknown };
afterEach(() => {
  delete door[Symbol.for('zdev.system')];
});

/** Runs a command below the script, as the leader of a group; the script has these tools alone. */
function lead(command: string, tools: Readonly<Record<string, string>> = {}) {
  const dir = tempDir();
  for (const [name, text] of Object.entries(tools)) {
    writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(dir, name), 0o755);
  }
  door[Symbol.for('zdev.system')] = { toolDirs: [dir, '/bin', '/usr/bin'] };
  const child = spawn('/bin/sh', ['-c', terminalScript(), 'zdev-run', command], {
    detached: true,
    env: { ...process.env, ZDEV_TEST: dir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void spawnSync('kill', ['-9', '--', `-${child.pid}`]));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  return {
    dir,
    mark: `ZDEV_TEST=${dir}`,
    signal: (signal: NodeJS.Signals) => process.kill(-(child.pid as number), signal),
    said: async (what: RegExp) => {
      await until(() => what.test(text), {
        what: () => `${what} in ${text} (ended: ${child.exitCode ?? child.signalCode})`,
      });
      return what.exec(text)?.[1] ?? '';
    },
    code: () => child.exitCode,
  };
}

/** A child stays when the shell above it ends. */
const ORPHANS = `trap 'exit 3' INT; ${program('forks-orphan.sh')}; while :; do /bin/sleep 0.1; done`;

test('what may have been typed is waited out by time: a look may take as long as it likes', async () => {
  // Each pause between two looks lasts 60 times as long as it should, the time that is waited a tenth of it.
  const leader = lead(ORPHANS, { sleep: 'case $1 in 5) exec /bin/sleep 0.5 ;; *) exec /bin/sleep 3 ;; esac' });
  const orphan = Number(await leader.said(/ready (\d+)/));
  leader.signal('SIGINT');
  await until(() => leader.code() === 3, { timeoutMs: 60_000 });
  expect(lives(orphan)).toBe(true);
});

test('what stays ends the wait when it ends, and the sleep that measures the time is not left', async () => {
  const leader = lead(`trap 'exit 3' INT; echo own; /bin/sleep 0.5 & wait`, {
    sleep: 'echo "for $1"; exec /bin/sleep "$1"',
  });
  await leader.said(/own/);
  leader.signal('SIGINT');
  await leader.said(/for 5\n/);
  await until(() => leader.code() === 3);
  expect(processesWith(leader.mark).map(({ command }) => command)).toEqual([]);
});

test('after another signal it stays as long as somebody is left', async () => {
  const leader = lead(`${program('ignores-sigterm.mjs')} & wait`, { sleep: 'echo paused; exec /bin/sleep "$1"' });
  const stays = Number(await leader.said(/ready (\d+)/));
  leader.signal('SIGTERM');
  leader.signal('SIGINT');
  await leader.said(/(paused\n[\s\S]*){3}/);
  expect(leader.code()).toBe(null);
  process.kill(stays, 'SIGKILL');
  await until(() => leader.code() === 143);
});

test.each([
  ['look', 'grep'],
  ['pause', 'sleep'],
])('a signal that comes into a %s does not end the wait', async (_, tool) => {
  // The first two times, a signal to the whole group ends the tool, too.
  const leader = lead(`${program('ignores-sigterm.mjs')} & wait`, {
    [tool]: `PATH=/bin:/usr/bin; times="\${0%/*}/times"
echo >>"$times"
[ "$(wc -l <"$times")" -gt 2 ] || kill -TERM 0
exec ${tool} "$@"`,
  });
  const stays = Number(await leader.said(/ready (\d+)/));
  leader.signal('SIGTERM');
  await until(() => leader.code() !== null || readFileSync(join(leader.dir, 'times'), { flag: 'a+' }).length >= 5);
  expect(leader.code()).toBe(null);
  process.kill(stays, 'SIGKILL');
  await until(() => leader.code() === 143);
});
