import { expect, test } from 'vitest';
import { linesAfter, page } from '../../../../src/cli/mcp/logs.ts';
import type { RpcClient } from '../../../../src/rpc/client.ts';

/** A service that has printed so many pages of lines already. */
function printed(pages: number): RpcClient {
  const call = async (_: string, { cursor }: { cursor: string }) => {
    const at = Number(cursor);
    const texts = at < pages ? Array.from({ length: 1000 }, (_, i) => `line ${at * 1000 + i}\x1b[2J`) : [];
    const entries = texts.map((text) => ({ service: 'api', text, run: 1, at: 0, at_ms: 0, seq: 0 }));
    return { entries, missed: at === 0 ? 7 : 0, cursor: `${at < pages ? at + 1 : at}`, since_ms: 0 };
  };
  return { call } as unknown as RpcClient;
}

test('of many lines the last ones are given, with how many came before', async () => {
  const text = page(await linesAfter(printed(3), '0', { names: [], lines: 2 }));
  expect(text).toBe(
    [
      '[2998 earlier lines are left out]',
      'api | line 2998',
      'api | line 2999',
      '[7 lines were not kept in memory: ask again without a cursor]',
      '[cursor: 3]',
      '',
    ].join('\n'),
  );
});

test('a service that prints faster than it is read does not hold up the answer', async () => {
  const text = page(await linesAfter(printed(Number.POSITIVE_INFINITY), '0', { names: ['api'], lines: 1 }));
  expect(text).toContain('api | line 49999\n');
  expect(text).toContain('[more has come: ask again with this cursor]\n[cursor: 50]');
});
