import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';

interface Told {
  readonly type: string;
  readonly cursor: string;
  readonly at: string;
  readonly service: string | null;
  readonly text: string | null;
  readonly state?: string;
}

const read = (text: string) => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Told]));
const keyOf = ({ cursor: _, ...rest }: Told) => JSON.stringify(rest);

test('events are told without a gap over a restart of the supervisor, and from each of their cursors on', async ({
  rig,
  project,
}) => {
  rig.write(
    'zinit.toml',
    '[services.web]\nexec = "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done"\n' +
      '[services.bad]\nexec = "exit 3"\nlifecycle = { restart = "never" }\n',
  );
  await project.ok('up', '-d');
  await project.ok('wait', 'web', '--until', 'healthy');
  await project.ok('up', '-d', '--replace');
  await project.ok('wait', 'web');
  const { stdout, status } = await project.run(['stop', 'bad', '--json']);
  expect([status, JSON.parse(stdout)]).toMatchObject([0, { ok: true, services: [{ name: 'bad', until: 'stopped' }] }]);
  expect(JSON.parse(await project.ok('down', '--json'))).toMatchObject({ ok: true, ran: true, stopped: ['web'] });

  const all = read(await project.ok('events', '--json', '--cursor', 'start', '--no-follow'));
  const lines = all.flatMap(({ type, service, text }) => (type === 'output' && service === 'web' ? [text] : []));
  expect(lines).toEqual(lines.map((_, i) => `line ${i + 1}`));
  expect(lines.length).toBeGreaterThan(5);
  const ofZdev = all.filter(({ type }) => type === 'supervisor').map(({ text }) => text?.replace(/\d+/g, 'N'));
  expect(ofZdev).toEqual([
    'zdev started, pid N',
    'zdev started, pid N',
    'everything is stopped (zdev down --json, pid N)',
    'zdev ended',
  ]);
  expect(all.filter(({ service, state }) => service === 'bad' && state === 'failed').length).toBeGreaterThan(0);
  expect(all.every(({ at }) => new Date(at).toISOString() === at)).toBe(true);
  for (const at of [1, Math.floor(all.length / 2), all.length - 2]) {
    const rest = read(await project.ok('events', '--json', '--cursor', all[at]!.cursor, '--no-follow'));
    expect(rest.map(keyOf)).toEqual(all.slice(at + 1).map(keyOf));
  }
});

test('errors are JSON where JSON was asked for, with codes that do not change', async ({ rig, project }) => {
  rig.write('zinit.toml', '[services.web]\nexec = "exec sleep 1000"\n');
  const error = async (...args: string[]) => {
    const { stdout, status } = await project.run(args);
    return [status, (JSON.parse(stdout) as { error: { code: string } }).error.code];
  };
  expect(await error('wait', '--json')).toEqual([1, 'not-running-here']);
  expect(await error('events', '--json', '--cursor', 'nonsense')).toEqual([2, 'usage']);
  await project.ok('up', '-d');
  await until(async () => (await project.run(['wait', 'web', '--timeout', '5'])).status === 0);
  expect(await error('stop', 'wbe', '--json')).toEqual([1, 'unknown-service']);
  const late = await project.run(['wait', 'web', '--until', 'stopped', '--timeout', '0.1', '--json']);
  expect([late.status, JSON.parse(late.stdout)]).toMatchObject([1, { ok: false, services: [{ timed_out: true }] }]);
});
