import { expect, test } from 'vitest';
import { track } from '../../../src/rpc/track.ts';
import { scriptedClient } from './scripted-client.ts';

const row = (name: string, state: string) => ({ name, state });
const snapshot = { services: [row('api', 'starting'), row('db', 'running')] };
const news = (services: readonly unknown[], removed: readonly string[] = []) => ({ services, removed, stopping: null });

test('a change that arrives together with the answer is newer than the answer: a new state, a removal, an addition', async () => {
  const { client, answer } = scriptedClient();
  const tracked = track(client);
  answer('events.subscribe', { snapshot }, news([row('api', 'running'), row('web', 'blocked')]), news([], ['db']));
  const { rows } = await tracked;
  expect([...rows.values()]).toEqual([row('api', 'running'), row('web', 'blocked')]);
});

test('calls back after each later change, with rows that have it', async () => {
  const { client, answer } = scriptedClient();
  const tracked = track(client);
  answer('events.subscribe', { snapshot });
  const { rows, onChange } = await tracked;
  const seen: unknown[] = [];
  onChange(() => seen.push([...rows.keys()]));
  answer('', {}, news([row('web', 'blocked')]), news([], ['api']));
  expect(seen).toEqual([
    ['api', 'db', 'web'],
    ['db', 'web'],
  ]);
});
