import { expect, test } from 'vitest';
import { summaryLines } from '../../../../src/cli/up/summary.ts';
import { FakeControl } from '../../rpc/fake-control.ts';
import { never, oneshot, service, target, tcpHealth } from '../../rpc/specs.ts';

const stop = (control: FakeControl) => {
  control.send({ type: 'shutdown-requested', force: false });
  return summaryLines(control.state(), '/project/.zdev').map((line) => line.replace(/\(log: .*\.zdev/, '(log: .zdev'));
};

test('says what became of each service, what went wrong first', () => {
  const specs = [
    service('db'),
    oneshot('migrate'),
    service('worker', { lifecycle: never }),
    service('slow', { health: tcpHealth }),
    service('web', { requires: ['slow'] }),
    service('unused', { status: 'stop' }),
    target('all', ['db']),
  ];
  const control = new FakeControl(specs, { migrate: { exits: 0 }, worker: { exits: 3 }, slow: 'never-ready' }).up();
  expect(stop(control)).toEqual([
    'worker   failed: exit code 3 (log: .zdev/logs/worker)',
    'db       stopped',
    'migrate  done',
    'slow     stopped',
    'web      not started',
  ]);
});

test('is never longer than a dozen lines, and leaves out what went well', () => {
  const names = Array.from({ length: 30 }, (_, i) => `s${i}`);
  const behaviours = { s29: { exits: 1 } };
  const control = new FakeControl(
    names.map((name) => service(name, { lifecycle: never })),
    behaviours,
  ).up();
  const lines = stop(control);
  expect(lines).toHaveLength(12);
  expect(lines[0]).toContain('s29  failed: exit code 1');
  expect(lines[11]).toBe('and 19 more');
});
