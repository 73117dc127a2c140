import { DEFAULT_LIFECYCLE } from '../../../src/core/service.ts';
import { FakeControl } from './fake-control.ts';
import { never, oneshot, service, target, tcpHealth } from './specs.ts';

const AT_MS = 1795408642413;

/** The project of the first half of the recording. */
export function firstProject(): FakeControl {
  const control = new FakeControl(
    [
      service('exec-ok', { lifecycle: never }),
      service('blocked', { requires: ['never-ready'] }),
      service('never-ready', { health: tcpHealth }),
      oneshot('migrate', { requires: ['db'] }),
      service('web-http', { wants: ['exec-ok'], after: ['web-tcp'] }),
      service('db', { class: 'system' }),
      service('off', { status: 'stop' }),
      target('stack', ['worker', 'api']),
      service('api', { requires: ['migrate', 'db'] }),
      service('missing', { requires: ['nope'] }),
      // zdev has no builtins; like one, a target runs without a process
      target('builtin', []),
      service('manual', { status: 'ignore' }),
      service('rival', { conflicts: ['db'], after: ['db'], lifecycle: never }),
      service('web-tcp', {
        exec: 'exec python3 -u -m http.server 34797 --bind 127.0.0.1',
        env: { FOO: 'bar' },
        health: { ...tcpHealth, intervalMs: 100, retries: 50 },
      }),
      service('crasher', { lifecycle: { ...DEFAULT_LIFECYCLE, maxRestarts: 2, restartDelayMs: 250 } }),
      service('worker', { requires: ['api'] }),
    ],
    { migrate: { exits: 0 }, crasher: { exits: 3 }, 'never-ready': 'never-ready' },
  ).up();
  for (const _ of [1, 2]) {
    control.send({
      type: 'timer-fired',
      name: 'crasher',
      timer: 'restart',
      run: control.state().services.get('crasher')?.runs ?? 0,
    });
  }
  control.clockMs += 2000;
  control.processes.set('worker', [{ pid: 21696, ppid: 21690, command: 'sleep', state: 'S' }]);
  control.logs.add('crasher', 'boom', 1795408642380);
  control.logs.add('exec-ok', 'hello-err', AT_MS);
  control.logs.add('exec-ok', 'hello-out', AT_MS);
  control.logs.add('crasher', 'boom', 1795408642732);
  control.logs.add('crasher', 'boom', 1795408643336);
  return control;
}

/** The project to which services are added. */
export function secondProject(): FakeControl {
  const control = new FakeControl(
    [service('dep', { requires: ['gate'] }), service('a'), service('b'), service('gate', { health: tcpHealth })],
    { gate: 'never-ready' },
  ).up();
  // What the config says of these two units is its business; how it is told is ours.
  control.problems = (unit) => {
    const { name } = (unit as { service: { name: string } }).service;
    if (name === 'bad name!') {
      return ["service.name 'bad name!' contains invalid characters (use alphanumeric, dash, underscore)"];
    }
    return name === 'multi' ? MULTI_PROBLEMS : [];
  };
  return control;
}

/** What is there when everything is deleted. */
export function thirdProject(): FakeControl {
  return new FakeControl(
    [
      service('gate', { health: tcpHealth }),
      service('broken', { requires: ['zzz'] }),
      service('a'),
      service('newone'),
      service('pers'),
      service('dep', { requires: ['gate'] }),
      service('cliadd3', { after: ['a'] }),
      service('reg'),
    ],
    { gate: 'never-ready' },
  ).up();
}

/** After `a` and before `c` were removed: in zinit the last one could not be reached any more. */
export const lastProject = (): FakeControl => new FakeControl([service('b'), service('c'), service('ub')]).up();

const MULTI_PROBLEMS = [
  'lifecycle.restart_delay_ms must be > 0',
  'lifecycle.start_timeout_ms must be > 0',
  'lifecycle.stop_timeout_ms must be > 0',
  "lifecycle.stop_signal 'FOO' is not a valid signal",
  'health.retries must be > 0',
  'health.interval_ms must be > 0',
  'health.timeout_ms must be > 0',
  'health.target cannot be empty',
  'health.expect_status must be > 0',
  'logging.buffer_lines must be > 0',
  "dependencies.after contains invalid name 'x y'",
];
