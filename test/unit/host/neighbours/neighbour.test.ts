import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectIdOf } from '../../../../src/files/project-id.ts';
import { lockProject } from '../../../../src/host/lock/lock.ts';
import { followNeighbour, type Rows } from '../../../../src/host/neighbours/neighbour.ts';
import type { RpcClient } from '../../../../src/rpc/client.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { until } from '../../../helpers/wait.ts';
import { scriptedClient } from '../../rpc/scripted-client.ts';

/**
 * A running project according to its lock, and a client that follows it. Each look at it waits until the test lets it
 * connect.
 */
function neighbourOf() {
  const root = tempDir();
  const dir = join(root, 'auth');
  const stateDir = join(dir, '.zdev');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const runtimeDirs = [join(root, 'run')];
  const lock = lockProject({ dir, projectId: projectIdOf(dir), stateDir, session: 'one', runtimeDirs });
  if (!lock.locked) throw new Error('somebody has the lock of a new directory');
  const looks: ((client: RpcClient | null) => void)[] = [];
  const told: (Record<string, string> | null)[] = [];
  const changed = (rows: Rows) => void told.push(rows && Object.fromEntries([...rows].map(([n, r]) => [n, r.state])));
  const reach = () => new Promise<RpcClient | null>((resolve) => looks.push(resolve));
  const neighbour = followNeighbour({ dir, as: 'zdev up (shop)', changed, reach });
  onTestFinished(() => {
    neighbour.close();
    lock.release();
  });
  const looked = (count: number) => until(() => looks.length >= count, { what: `look number ${count}` });
  return { lock, looks, looked, told };
}

const rowsOf = (states: Record<string, string>) => Object.entries(states).map(([name, state]) => ({ name, state }));
const snapshotOf = (states: Record<string, string>) => ({ snapshot: { services: rowsOf(states) } });
const newsOf = (states: Record<string, string>, ...removed: string[]) => ({ services: rowsOf(states), removed });

test('the state that comes together with the first answer is the last one reported, and nothing is reported before the answer', async () => {
  const { looks, looked, told } = neighbourOf();
  const { client, answer, asked } = scriptedClient();
  await looked(1);
  looks[0]?.(client);
  await until(() => asked('events.subscribe'));
  const news = newsOf({ api: 'running' }, 'old');
  answer('events.subscribe', snapshotOf({ api: 'starting', db: 'running', old: 'running' }), news);
  await until(() => told.length > 0);
  expect(told).toEqual([{ api: 'running', db: 'running' }]);
});

test.each([
  'connects',
  'fails',
] as const)('of two looks at once, the first one to connect counts; the other one %s', async (how) => {
  const { lock, looks, looked, told } = neighbourOf();
  const [first, second, third] = [scriptedClient(), scriptedClient(), scriptedClient()];
  await looked(1);
  looks[0]?.(first.client);
  await until(() => first.asked('events.subscribe'));
  first.answer('events.subscribe', snapshotOf({ api: 'running' }));
  await until(() => told.length === 1);
  // The end of the connection causes another look. So does the lock, in which the supervisor records its socket.
  first.close();
  await looked(2);
  lock.listensAt('elsewhere');
  await looked(3);
  looks[1]?.(second.client);
  await until(() => second.asked('events.subscribe'));
  looks[2]?.(how === 'connects' ? third.client : null);
  await until(() => how === 'fails' || !third.isOpen());
  second.answer('events.subscribe', snapshotOf({ api: 'blocked' }));
  await until(() => told.length > 1);
  expect(told).toEqual([{ api: 'running' }, { api: 'blocked' }]);
  expect(second.isOpen()).toBe(true);
});
