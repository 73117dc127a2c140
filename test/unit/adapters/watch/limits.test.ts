import { expect, test } from 'vitest';
import { eachLimited, limitMessage } from '../../../../src/adapters/watch/limits.ts';

test('no more than the lanes work at a time, and every item is done', async () => {
  let active = 0;
  let most = 0;
  const done: number[] = [];
  await eachLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    active += 1;
    most = Math.max(most, active);
    await Promise.resolve();
    active -= 1;
    done.push(item);
  });
  expect(most).toBe(3);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test.each([
  ['ENOSPC', 'max_user_watches'],
  ['EMFILE', 'max_user_instances'],
  ['EIO', 'the words of the system'],
])('%s says what to do', (code, words) => {
  expect(limitMessage(Object.assign(new Error('the words of the system'), { code }))).toContain(words);
});
