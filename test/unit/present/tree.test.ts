import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerLines, treeLines } from '../../../src/present/tree.ts';
import type { Row } from '../../../src/rpc/results.ts';
import { row } from '../tui/rows.ts';

const entries = (...rows: readonly Row[]) => rows;

/** The tree as text: two blanks a level. */
function drawn(lines: ReturnType<typeof treeLines>): string[] {
  return lines.map(({ name, depth }) => '  '.repeat(depth) + name);
}

describe('the dependency tree', () => {
  test('has each service once, under the first that it requires', () => {
    const lines = treeLines(
      entries(
        row('db'),
        row('redis'),
        row('api', { requires: ['db', 'redis'] }),
        row('web', { requires: ['api'] }),
        row('worker', { requires: ['redis', 'db'] }),
      ),
    );
    expect(drawn(lines)).toEqual(['db', '  api', '    web', 'redis', '  worker']);
  });

  test('has a target at the head of what it needs, where the first of it would stand', () => {
    const lines = treeLines(
      entries(
        row('lone'),
        row('db'),
        row('api', { requires: ['db'] }),
        row('last'),
        row('shop', { kind: 'target', requires: ['api'] }),
      ),
    );
    expect(drawn(lines)).toEqual(['lone', 'shop', '  db', '    api', 'last']);
  });

  test('puts a target under the target that requires it', () => {
    const lines = treeLines(
      entries(
        row('a'),
        row('inner', { kind: 'target', requires: ['a'] }),
        row('outer', { kind: 'target', requires: ['inner'] }),
      ),
    );
    expect(drawn(lines)).toEqual(['outer', '  inner', '    a']);
  });

  test('knows where trunks go on', () => {
    const lines = treeLines(
      entries(
        row('db'),
        row('api', { requires: ['db'] }),
        row('web', { requires: ['api'] }),
        row('worker', { requires: ['db'] }),
      ),
    );
    expect(lines.map(({ name, trunks, last }) => [name, trunks, last])).toEqual([
      ['db', [], true],
      ['api', [], false],
      ['web', [true], true],
      ['worker', [], true],
    ]);
  });

  test('what is required and does not exist is as if it were not there', () => {
    expect(drawn(treeLines(entries(row('api', { requires: ['ghost'] }))))).toEqual(['api']);
  });

  test('has every service once, whatever requires what', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const rows = fc.tuple(
      ...names.map((name) =>
        fc
          .record({ requires: fc.subarray(names.filter((other) => other < name)), target: fc.boolean() })
          .map((made) => row(name, { requires: made.requires, kind: made.target ? 'target' : 'service' })),
      ),
    );
    fc.assert(
      fc.property(rows, (made) => {
        expect(
          treeLines(entries(...made))
            .map(({ name }) => name)
            .sort(),
        ).toEqual(names);
        expect(
          layerLines(entries(...made))
            .map(({ name }) => name)
            .sort(),
        ).toEqual(names);
      }),
    );
  });
});

test('the list by layers has what is started first at the top', () => {
  const lines = layerLines(
    entries(row('web', { requires: ['api'] }), row('api', { after: ['db'] }), row('db'), row('lone')),
  );
  expect(drawn(lines)).toEqual(['db', 'lone', '  api', '    web']);
});

test('a circle of `after` still gives a list', () => {
  expect(drawn(layerLines(entries(row('a', { after: ['b'] }), row('b', { after: ['a'] }))))).toHaveLength(2);
});
