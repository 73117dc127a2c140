import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';

const SAYS = `#!/bin/sh
[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo a terminal of $(stty size) || echo pipes
while read -r line; do echo "got $line"; done
`;
const CONFIG = `
[services.web]
exec = "sh says.sh"
[services.asks]
exec = "printf 'Overwrite? [y/N] '; read answer"
[services.piped]
exec = "sh says.sh"
tty = false
[services.once]
exec = "sh says.sh </dev/null"
oneshot = true
build = "sh says.sh </dev/null"
`;

/** What a service has printed. */
async function printed(rig: Rig, name: string): Promise<string> {
  const logs = rig.zdev(['logs', '--no-timestamp', name]);
  await logs.ended();
  return logs.stdout.replaceAll('\r', '');
}

async function does(rig: Rig, ...args: string[]): Promise<void> {
  const zdev = rig.zdev(args);
  expect(await zdev.ended(), zdev.text).toBe(0);
}

test('services in the background have a terminal, which outlives zdev and is typed on by the next one', async ({
  rig,
}) => {
  rig.write('says.sh', SAYS);
  rig.write('zinit.toml', CONFIG);
  // Without `--wait`: one that asks something is not settled before it has an answer.
  await does(rig, 'up', '-d');
  await until(async () => (await printed(rig, 'web')).includes('a terminal of 24 80'));
  await until(async () => (await printed(rig, 'piped')).includes('pipes'));
  await until(async () => /pipes[\s\S]*pipes/.test(await printed(rig, 'once')));
  await until(async () => {
    const why = rig.zdev(['why', 'asks']);
    await why.ended();
    return why.stdout.includes('waits for input: "Overwrite? [y/N]"');
  });
  await does(rig, 'send', 'web', 'one', 'Enter');
  await until(async () => (await printed(rig, 'web')).includes('got one'));
  const pid = Number(/(\d+)/.exec(readFileSync(join(rig.dir, '.zdev/zdev.pid'), 'utf8'))![1]);
  process.kill(pid, 'SIGKILL');
  await until(() => !lives(pid));
  await does(rig, 'up', '-d');
  await does(rig, 'send', 'web', 'two', 'Enter');
  await until(async () => (await printed(rig, 'web')).includes('got two'));
  expect(await printed(rig, 'web')).not.toMatch(/terminal[\s\S]*terminal/);
  await does(rig, 'down');
});

test('where CI is set, they have pipes, with a stdin that is open', async ({ rig }) => {
  rig.write('says.sh', SAYS);
  rig.write('Procfile', 'web: sh says.sh\n');
  const up = rig.zdev(['up', '-d', '--wait'], { env: { CI: 'true' } });
  expect(await up.ended(), up.text).toBe(0);
  expect(await printed(rig, 'web')).toContain('pipes');
  await does(rig, 'down');
});
