import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';

const LONG = 20_000;
const TALKS = `seq -f 'line %.0f' 1 5000; head -c ${LONG} /dev/zero | tr '\\0' x; echo END; exec sleep 300`;

test('every option finds the same lines whether the project runs or not, long ones whole', async ({ rig, project }) => {
  rig.write('zinit.toml', `[services.app]\nexec = ${JSON.stringify(TALKS)}\nlogging = { buffer_lines = 10 }\n`);
  await project.ok('up', '-d');
  const read = (...args: string[]) => project.ok('logs', '--no-timestamp', ...args);
  await until(async () => (await read('-n', '1')).endsWith('END\n'));
  const asks = [
    ['-n', 'all'],
    ['-n', '300'],
    ['-g', '^line 1$'],
    ['--since', '1h', '-g', 'END'],
    ['--until', '1h'],
    ['--run', '0', '-n', '3'],
    ['--run', '1', '--json', '-g', '^line 49..$'],
  ];
  const whileItRuns = await Promise.all(asks.map((args) => read(...args)));
  await project.ok('down');
  expect(await Promise.all(asks.map((args) => read(...args)))).toEqual(whileItRuns);
  const counts = whileItRuns.map((text) => text.split('\n').length - 1);
  expect(counts).toEqual([5001, 300, 1, 1, 0, 3, 100]);
  expect(whileItRuns[3]).toBe(`app    | ${'x'.repeat(LONG)}END\n`);
});

test('kill takes a signal behind a dash', async ({ rig, project }) => {
  rig.write('Procfile', 'web: exec sleep 300\n');
  await project.ok('up', '-d', '--wait');
  expect(await project.ok('kill', '-9', 'web')).toMatch(/^web: killed \(pid \d+\)/);
  const { status, stderr } = await project.run(['kill', '-NONE', 'web']);
  expect(status).toBe(2);
  expect(stderr).toContain('there is no signal "NONE"');
});
