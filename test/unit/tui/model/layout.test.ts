import { expect, test } from 'vitest';
import { type Layout, layoutOf, type Rect } from '../../../../src/tui/model/layout.ts';

function at(
  columns: number,
  rows: number,
  more: { zoom?: boolean; treeHidden?: boolean; problems?: number } = {},
): Layout {
  return layoutOf({ columns, rows, zoom: false, treeHidden: false, services: 9, ...more });
}

test.each([
  [300, 80, 'split'],
  [120, 40, 'split'],
  [80, 24, 'split'],
  [80, 10, 'split'],
  [79, 24, 'stack'],
  [60, 20, 'stack'],
  [40, 10, 'stack'],
  [39, 24, 'tiny'],
  [120, 9, 'tiny'],
  [30, 8, 'tiny'],
  [1, 1, 'tiny'],
])('%i columns by %i rows are shown as %s', (columns, rows, kind) => {
  expect(at(columns, rows).kind).toBe(kind);
});

test('the tree takes about a quarter of the columns, and never more than 34; from 110 on, also what its figures take', () => {
  expect([80, 100, 120, 300].map((columns) => at(columns, 24).tree?.width)).toEqual([24, 27, 45, 47]);
});

test('at every size, nothing overlaps, and everything is on the screen', () => {
  const wrong: string[] = [];
  for (let columns = 1; columns <= 140; columns++) {
    for (let rows = 1; rows <= 45; rows++) {
      for (const more of [
        {},
        { zoom: true },
        { treeHidden: true },
        { problems: rows < 14 ? 0 : Math.min(Math.floor(rows / 6), 8) },
      ]) {
        const { header, tree, title, pane, problems, footer } = at(columns, rows, more);
        const parts = [header, tree, title, pane, problems, footer].filter((part): part is Rect => part !== null);
        const fits = parts.every(
          ({ x, y, width, height }) => width > 0 && height > 0 && x + width <= columns && y + height <= rows,
        );
        const apart = parts.every((a) => parts.every((b) => a === b || !overlap(a, b)));
        if (!fits || !apart) wrong.push(`${columns}x${rows} ${JSON.stringify(more)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test('zoom leaves the log, from the first column on', () => {
  const { pane, tree, header } = at(120, 40, { zoom: true });
  expect([pane.x, pane.width, tree, header]).toEqual([0, 120, null, null]);
});
