import { describe, expect, test } from 'vitest';
import { DEFAULT_HEALTH } from '../../../src/core/service.ts';
import { type Behaviour, FakeControl } from './fake-control.ts';
import { oneshot, service, target } from './specs.ts';
import { talk } from './talk.ts';

const shop = () => new FakeControl([service('db'), service('api', { requires: ['db'] }), target('all', ['api'])]).up();

test.each([
  'start',
  'stop',
  'restart',
  'kill',
  'remove',
  'delete',
])('B25: %s of an unknown name is an error with the nearest name, and touches nothing', async (verb) => {
  const control = shop();
  const before = control.state();
  const answer = await talk(control).call(`service.${verb}`, { name: 'apo' });
  expect(answer.error).toEqual({
    code: -32000,
    message: 'service not found',
    data: { name: 'apo', hint: 'did you mean "api"?' },
  });
  expect(control.state()).toBe(before);
});

test('with several names, one unknown name stops all of it', async () => {
  const control = shop();
  expect(await talk(control).call('service.stop', { name: ['db', 'nope'] })).toMatchObject({ error: { code: -32000 } });
  expect(control.state().services.get('db')?.phase.is).toBe('running');
});

test('B25: a stop that waits is answered when the processes are gone', async () => {
  const control = shop();
  control.behaviours.set('db', 'ignores-signals');
  const client = talk(control);
  client.raw('{"jsonrpc":"2.0","id":"stop","method":"service.stop","params":{"name":"db","wait":true}}');
  expect(await client.call('service.status', { name: 'db' })).toMatchObject({ result: { state: 'stopping' } });
  expect(client.received.some((message) => 'id' in message && message.id === 'stop')).toBe(false);
  control.exit('db', 0);
  await client.call('system.ping');
  expect(client.received).toContainEqual(
    expect.objectContaining({ id: 'stop', result: expect.objectContaining({ ok: true, pending: [] }) }),
  );
  expect(control.listeners).toBe(0);
});

test('B10: killing a target signals its services, never the supervisor; with nothing running it is an error', async () => {
  const control = shop();
  const client = talk(control);
  expect((await client.call('service.kill', { name: 'all', signal: 'kill' })).result).toEqual({ ok: true });
  expect(control.events.at(-1)).toMatchObject({ type: 'kill-requested', names: ['all'], signal: 'SIGKILL' });
  expect(control.state().services.get('api')?.lastExit?.signal).toBe('SIGKILL');
  await client.call('service.stop', { name: 'db' });
  expect((await client.call('service.kill', { name: 'all' })).error?.code).toBe(-32003);
});

test('a wait for what failed for good ends at once, and says why', async () => {
  const control = new FakeControl([oneshot('migrate'), service('api', { requires: ['migrate'] })], {
    migrate: { exits: 3 },
  }).up();
  const answer = await talk(control).call('project.wait');
  expect(answer.result).toMatchObject({
    ok: false,
    timed_out: false,
    pending: [
      { name: 'migrate', why: ['migrate: failed: exit code 3'] },
      { name: 'api', why: ['api: blocked (migrate)', '  requires migrate: failed: exit code 3'] },
    ],
  });
});

test('a restart of a service that asks a question does not wait for an answer, and reports the question; the same holds for a target above it', async () => {
  const specs = [
    service('api', { health: { ...DEFAULT_HEALTH, type: 'tcp', target: 'localhost:1' } }),
    target('all', ['api']),
  ];
  const control = new FakeControl(specs, { api: 'never-ready' }).up();
  const client = talk(control);
  for (const name of ['api', 'all']) {
    client.raw(JSON.stringify({ jsonrpc: '2.0', id: name, method: 'service.restart', params: { name, wait: true } }));
    await client.call('system.ping');
    expect(client.received).not.toContainEqual(expect.objectContaining({ id: name }));
    const { run } = control.state().services.get('api')!.live!;
    const prompt = { text: 'Continue? [y/N]', terminal: true };
    control.send({ type: 'input-awaited', name: 'api', run, prompt });
    await client.call('system.ping');
    const result = expect.objectContaining({ ok: false, timed_out: false });
    expect(client.received).toContainEqual(expect.objectContaining({ id: name, result }));
  }
});

test('a wait for what is not ready yet ends when it is, or when the time is up', async () => {
  const control = new FakeControl([service('slow')], { slow: 'stays-starting' }).up();
  const client = talk(control);
  expect((await client.call('project.wait', { timeout_ms: 1 })).result).toMatchObject({ ok: false, timed_out: true });
  client.raw('{"jsonrpc":"2.0","id":"w","method":"service.wait","params":{"name":"slow"}}');
  control.send({ type: 'spawned', name: 'slow', run: 1, pid: 7 });
  await client.call('system.ping');
  expect(client.received).toContainEqual(
    expect.objectContaining({ id: 'w', result: expect.objectContaining({ ok: true, timed_out: false }) }),
  );
});

test('a oneshot that succeeded counts as ready', async () => {
  const control = new FakeControl([oneshot('migrate')], { migrate: { exits: 0 } }).up();
  expect((await talk(control).call('project.wait')).result).toMatchObject({ ok: true });
});

test('a oneshot that has succeeded is not hopeless while its requirements start', async () => {
  const specs = [service('db'), oneshot('migrate', { requires: ['db'] }), service('api', { requires: ['migrate'] })];
  const control = new FakeControl(specs, { migrate: { exits: 0 } }).up();
  control.send({ type: 'stop-requested', names: ['db'] });
  control.behaviours.set('db', 'stays-starting');
  const client = talk(control);
  await client.call('service.start', { name: 'api', dependencies: true });
  client.raw('{"jsonrpc":"2.0","id":"w","method":"service.wait","params":{"name":"api"}}');
  await client.call('system.ping');
  expect(client.received).not.toContainEqual(expect.objectContaining({ id: 'w' }));
  control.send({ type: 'stop-requested', names: ['db'] });
  control.send({ type: 'spawned', name: 'db', run: 2, pid: 7 });
  await client.call('system.ping');
  expect(client.received).toContainEqual(
    expect.objectContaining({ id: 'w', result: expect.objectContaining({ ok: false, timed_out: false }) }),
  );
});

test('start starts dependencies only on request', async () => {
  const control = new FakeControl([service('db', { status: 'stop' }), service('api', { requires: ['db'] })]).up();
  await talk(control).call('service.stop', { name: ['api', 'db'] });
  const client = talk(control);
  await client.call('service.start', { name: 'api' });
  expect(control.state().services.get('api')?.phase.is).toBe('blocked');
  await client.call('service.start', { name: 'api', dependencies: true });
  expect(control.state().services.get('api')?.phase.is).toBe('running');
});

test('a supervisor that is being stopped starts nothing', async () => {
  const control = shop();
  control.send({ type: 'shutdown-requested', force: false });
  for (const method of ['service.start', 'service.restart']) {
    expect((await talk(control).call(method, { name: 'db' })).error?.code).toBe(-32021);
  }
});

test('what is required is not removed, and nothing is stopped for it', async () => {
  const control = shop();
  const client = talk(control);
  const answer = await client.call('service.remove', { name: 'db' });
  expect(answer.error?.message).toBe("Service 'db' is required by: api");
  expect(control.state().services.get('db')?.phase.is).toBe('running');
});

test('down and prepare_restart answer before the supervisor ends', async () => {
  const control = shop();
  const client = talk(control);
  const seen: number[] = [];
  control.shutdown = (options) => {
    seen.push(client.received.length);
    control.shutdowns.push(options);
  };
  expect((await client.call('system.down', { keep: true })).result).toEqual({ ok: true });
  expect((await client.call('system.prepare_restart')).result).toEqual({ ready: true, state_path: '/project/.zdev' });
  expect(seen).toEqual([1, 2]);
  const by = { name: null, pid: null };
  expect(control.shutdowns).toEqual([
    { keep: true, force: false, by },
    { keep: true, force: false, by },
  ]);
});

describe('freeing a port', () => {
  const onPort = (api: Behaviour = 'port-is-held') =>
    new FakeControl([service('api', { port: 3000 }), service('web')], { api });

  test('ends who holds the port that a service waits for, and says who that is', async () => {
    const control = onPort().up();
    const client = talk(control);
    expect(control.state().services.get('api')?.phase.is).toBe('blocked');
    expect((await client.call('service.free_port', { name: 'api' })).result).toEqual({ port: 3000, pid: 77 });
    expect(control.freed).toEqual([3000]);
  });

  test('is refused where no port is waited for, or nobody has been found to hold it', async () => {
    const control = onPort().up();
    const answer = await talk(control).call('service.free_port', { name: 'web' });
    expect(answer.error).toMatchObject({ code: -32602, message: 'web waits for no port that somebody holds' });
    expect((await talk(control).call('service.free_port', { name: 'wob' })).error?.code).toBe(-32000);
    const asking = onPort('port-is-looked-at').up();
    expect((await talk(asking).call('service.free_port', { name: 'api' })).error?.code).toBe(-32602);
    expect([...control.freed, ...asking.freed]).toEqual([]);
  });

  test('is refused where a connection has the port by chance', async () => {
    const control = onPort().up();
    const run = (control.state().services.get('api')?.runs ?? 0) + 1;
    const holder = { pid: 77, command: 'curl', connection: true } as const;
    control.send({ type: 'port-checked', name: 'api', run, port: 3000, holder });
    const answer = await talk(control).call('service.free_port', { name: 'api' });
    const message = 'a connection has port 3000: api starts when that is over';
    expect(answer.error).toMatchObject({ code: -32602, message });
    expect(control.freed).toEqual([]);
  });
});

test('who introduces itself is named as the one that asked', async () => {
  const control = shop();
  const client = talk(control);
  await client.call('service.stop', { name: 'api' });
  expect(control.events.at(-1)).toMatchObject({ by: { name: null, pid: null } });
  await client.call('client.introduce', { name: 'zdev stop\u001b[31m db', pid: 7 });
  await client.call('service.stop', { name: 'db' });
  expect(control.events.at(-1)).toMatchObject({
    type: 'stop-requested',
    by: { name: expect.stringMatching(/^zdev stop.* db$/), pid: 7 },
  });
  expect(JSON.stringify(control.events.at(-1)), 'without what would change a terminal').not.toContain('u001b');
});
