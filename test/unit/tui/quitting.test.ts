import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Model } from '../../../src/tui/model/model.ts';
import { createQuitting } from '../../../src/tui/quitting.ts';
import { createFakeClient } from './fake-client.ts';
import { modelOf, row } from './rows.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function quittingOf({
  owner = true,
  answers = {},
}: {
  owner?: boolean;
  answers?: Parameters<typeof createFakeClient>[0];
} = {}) {
  const fake = createFakeClient(answers);
  let model = modelOf([row('api')], { owner });
  const set = (change: Partial<Model>) => {
    model = { ...model, ...change };
  };
  const quitting = createQuitting({ client: fake.client, owner, model: () => model, set });
  return { ...fake, quitting, model: () => model };
}

test('who detaches is gone at once, and the services hear nothing of it', async () => {
  const { quitting, calls } = quittingOf();
  quitting.quit('detach');
  expect(await quitting.over).toBe('detached');
  expect(calls).toEqual([]);
});

test('who stops everything stays until the supervisor has ended', async () => {
  const { quitting, asked, end, model } = quittingOf();
  let how = '';
  void quitting.over.then((ended) => {
    how = ended;
  });
  quitting.quit('stop');
  await vi.advanceTimersByTimeAsync(0);
  expect([how, asked('system.down'), model().stopping]).toEqual(['', [{ force: false }], 'stopping everything']);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(how).toBe('stopped');
});

test('meanwhile the list of running services is updated every second', async () => {
  let looks = 0;
  const snapshot = () => ({ stopping: `waiting for api (${++looks})` });
  const { quitting, model } = quittingOf({ answers: { 'service.snapshot': snapshot } });
  quitting.quit('stop');
  await vi.advanceTimersByTimeAsync(1000);
  expect(model().stopping).toBe('waiting for api (1)');
  await vi.advanceTimersByTimeAsync(2000);
  expect(model().stopping).toBe('waiting for api (3)');
  quitting.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('that ends by itself when nobody answers', async () => {
  const snapshot = () => Promise.reject(new Error('gone'));
  const { quitting } = quittingOf({ answers: { 'service.snapshot': snapshot } });
  quitting.quit('stop');
  await vi.advanceTimersByTimeAsync(1000);
  expect(vi.getTimerCount()).toBe(0);
});

test('a kill is requested with force, and not reported twice as often', async () => {
  const { quitting, asked } = quittingOf({ answers: { 'service.snapshot': () => ({ stopping: 'waiting' }) } });
  quitting.quit('stop');
  quitting.quit('kill');
  expect(asked('system.down')).toEqual([{ force: false }, { force: true }]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked('service.snapshot')).toHaveLength(1);
  quitting.close();
});

test('what the supervisor says against it is shown', async () => {
  const { quitting, model } = quittingOf({ answers: { 'system.down': () => Promise.reject(new Error('no')) } });
  quitting.quit('stop');
  await vi.advanceTimersByTimeAsync(0);
  expect(model().message).toMatchObject({ level: 'error', text: 'no' });
  quitting.close();
});

test('a supervisor that ends without being told to from here has ended', async () => {
  const { quitting, end } = quittingOf();
  end();
  expect(await quitting.over).toBe('ended');
});

test('when nobody looks any more, an owner takes everything along: in order, and at the second time by force', () => {
  const { quitting, asked } = quittingOf();
  quitting.gone();
  quitting.gone();
  expect(asked('system.down')).toEqual([{ force: false }, { force: true }]);
  quitting.close();
});

test('a guest leaves without a question', async () => {
  const { quitting, calls } = quittingOf({ owner: false });
  quitting.gone();
  expect(await quitting.over).toBe('detached');
  expect(calls).toEqual([]);
});
