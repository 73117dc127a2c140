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

  test('has a target below the first that it requires, as a service: what requires something stands below it', () => {
    const lines = treeLines(
      entries(
        row('lone'),
        row('db'),
        row('api', { requires: ['db'] }),
        row('shop', { kind: 'target', requires: ['api'] }),
        row('all', { kind: 'target', requires: ['shop', 'lone'] }),
      ),
    );
    expect(drawn(lines)).toEqual(['lone', 'db', '  api', '    shop', '      all']);
  });

  test('knows where trunks continue', () => {
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

test('the list by layers begins with the services that start first', () => {
  const lines = layerLines(
    entries(row('web', { requires: ['api'] }), row('api', { after: ['db'] }), row('db'), row('lone')),
  );
  expect(drawn(lines)).toEqual(['db', 'lone', '  api', '    web']);
});

test('a circle of `after` still gives a list', () => {
  expect(drawn(layerLines(entries(row('a', { after: ['b'] }), row('b', { after: ['a'] }))))).toHaveLength(2);
});
