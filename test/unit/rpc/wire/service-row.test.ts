import { expect, test } from 'vitest';
import { DEFAULT_LIFECYCLE } from '../../../../src/core/service.ts';
import type { Row } from '../../../../src/rpc/results.ts';
import { causeOfRow } from '../../../../src/rpc/wire/cause.ts';
import { FakeControl } from '../fake-control.ts';
import { service, target, tcpHealth } from '../specs.ts';
import { talk } from '../talk.ts';

async function rowsOf(control: FakeControl): Promise<Readonly<Record<string, Row>>> {
  const { result } = await talk(control).call('service.snapshot');
  return Object.fromEntries((result as { services: Row[] }).services.map((row) => [row.name, row]));
}

test('a row says how a service was started, and since when it runs', async () => {
  const lifecycle = { ...DEFAULT_LIFECYCLE, maxRestarts: 4 };
  const specs = [service('api', { exec: 'node api.js', dir: '/shop/api', lifecycle }), target('all', ['api'])];
  const control = new FakeControl(specs).up();
  control.terminals.set('api', {} as never);
  control.clockMs = 9000;
  const { api, all } = await rowsOf(control);
  const of = { command: 'node api.js', dir: '/shop/api', max_restarts: 4, tty: true };
  expect(api).toMatchObject({ ...of, started_at_ms: 1_700_000_005_000, uptime_ms: 4000, deadline_ms: null });
  expect(all).toMatchObject({ command: null, dir: null, max_restarts: null, tty: false, started_at_ms: null });
  control.exit('api', 1);
  expect((await rowsOf(control))['api']).toMatchObject({ started_at_ms: null });
});

test('a row contains the question of a run until the run continues, is stopped or ends', async () => {
  const control = new FakeControl([service('api')]).up();
  const prompt = { text: 'Overwrite? [y/N]', terminal: true };
  const asks = (run: number, asked: typeof prompt | null) =>
    control.send({ type: 'input-awaited', name: 'api', run, prompt: asked });
  const rowNow = async () => (await rowsOf(control))['api'] as Row;
  const run = (await rowNow()).run;
  asks(run, prompt);
  const row = await rowNow();
  expect([row.awaits_input, row.reason]).toEqual([prompt, 'waits for input: "Overwrite? [y/N]"']);
  expect(causeOfRow(row).awaitsInput).toEqual(prompt);
  asks(run - 1, null);
  expect((await rowNow()).awaits_input).toEqual(prompt);
  asks(run, null);
  expect(await rowNow()).toMatchObject({ awaits_input: null, reason: 'running' });
  asks(run, { ...prompt, terminal: false });
  expect((await rowNow()).reason).toBe('waits for input: "Overwrite? [y/N]"; stdin is empty here: tty = true');
  control.exit('api', 1);
  expect((await rowNow()).awaits_input).toBeNull();
});

test('a row says what is checked, how often in a row it failed, and until when it must be ready', async () => {
  const control = new FakeControl([service('db', { health: tcpHealth })], { db: 'never-ready' }).up();
  expect((await rowsOf(control))['db']).toMatchObject({ health_target: tcpHealth.target, health_failures: 0 });
  const failed = {
    type: 'probed',
    name: 'db',
    run: 1,
    attempt: 1,
    ok: false,
    error: { type: 'message', text: 'refused' },
    answered: false,
  } as const;
  control.send(failed);
  const { db } = await rowsOf(control);
  // 3 times 10 s and a timeout of 5 s, which is longer than the start timeout
  expect(db).toMatchObject({ health_failures: 1, health_error: 'refused', deadline_ms: 45_000 });
  expect((await rowsOf(new FakeControl([service('plain')]).up()))['plain']).toMatchObject({
    health_target: null,
    health_failures: 0,
  });
});
