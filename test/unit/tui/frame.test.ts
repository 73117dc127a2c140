import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/rpc/results/cause.ts';
import { textWidth } from '../../../src/text/width.ts';
import { createFrameRows } from '../../../src/tui/frame-rows.ts';
import { createFrameRenderer, type FrameRenderer } from '../../../src/tui/ink/renderer.tsx';
import { type News, NO_NEWS } from '../../../src/tui/logs/logs.ts';
import { type FrameView, frameOf, scrolledTo } from '../../../src/tui/model/frame.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { drawPlainly } from '../../../src/tui/plain-frame.ts';
import { createEmulator } from './emulator.ts';
import { modelOf, NOON_MS, row } from './rows.ts';

const ROOT: Problem = {
  name: 'kafka',
  severity: 'pending',
  state: 'starting',
  reason: 'starting',
  details: ['last health check: connect ECONNREFUSED 127.0.0.1:9092'],
  next: [],
  output: ['kafka: the last line'],
  waiting: ['worker'],
};

/** A project in which every state is to be seen. */
const ROWS = [
  row('postgres', { port: 5432 }),
  row('redis', { port: 6379 }),
  row('kafka', {
    state: 'starting',
    reason: 'starting',
    deadline_ms: 60_000,
    health_error: 'connect ECONNREFUSED 127.0.0.1:9092',
  }),
  row('migrate', {
    kind: 'oneshot',
    state: 'exited',
    reason: 'done',
    requires: ['postgres'],
    pid: null,
    last_exit: { run: 1, code: 0, signal: null },
  }),
  row('api', { port: 3000, requires: ['migrate', 'redis'], restarts: 1 }),
  row('worker', {
    state: 'blocked',
    requires: ['kafka'],
    pid: null,
    reason: 'blocked (kafka)',
    blockers: [{ type: 'requires', name: 'kafka' }],
  }),
  row('search', {
    state: 'failed',
    reason: 'failed: exit code 1',
    pid: null,
    restarts: 5,
    at_start: true,
    max_restarts: 5,
    gave_up: true,
    last_exit: { run: 6, code: 1, signal: null },
  }),
  row('web', { port: 5173, requires: ['api'], after: ['worker'] }),
  row('mailer', { requires: ['api'], health_error: 'HTTP 503', reason: 'unhealthy: HTTP 503' }),
  row('tunnel', { state: 'inactive', intent: 'down', run: 0, pid: null, reason: 'not started (status = "stop")' }),
  row('shop', { kind: 'target', requires: ['web', 'mailer'], state: 'running', pid: null }),
];

/** What some of them have printed. */
const NEWS: Readonly<Record<string, News>> = {
  redis: { ...NO_NEWS, unread: 'output' },
  mailer: { ...NO_NEWS, unread: 'error', errors: 3, warnings: 12 },
  web: { ...NO_NEWS, asks: true },
};

/** What the services use. */
const USAGE = new Map(ROWS.map(({ name }, i) => [name, { cpu: i * 11, memoryBytes: (i + 1) * 50 * 2 ** 20 }]));

let renderer: FrameRenderer;
beforeAll(async () => {
  renderer = await createFrameRenderer();
});
afterAll(() => renderer.close());

function viewOf(more: Partial<Model>): FrameView {
  const facts = { nowMs: NOON_MS + 7000, newLines: 0, hits: null };
  return frameOf(modelOf(ROWS, { selected: 'api', usage: USAGE, ...more }), {
    ...facts,
    silent: false,
    news: (name) => NEWS[name] ?? NO_NEWS,
  });
}

const draw = (more: Partial<Model>) => renderer.draw(viewOf(more));

/** What a terminal shows of rows: each character with its colour and whether it is bold, dim or reversed. */
const cellsOf = (columns: number, rows: number) => async (drawn: readonly string[]) => {
  const { feed, terminal } = createEmulator(columns, rows);
  await feed(drawn.map((text, y) => `\x1b[0m\x1b[${y + 1};1H${text}`).join(''));
  return Array.from({ length: rows }, (_, y) => {
    const line = terminal.buffer.active.getLine(y)!;
    return Array.from({ length: columns }, (_, x) => {
      const cell = line.getCell(x)!;
      const text = cell.getChars() || ' ';
      const isInverse = cell.isInverse() !== 0;
      // Nobody sees the colour of a blank.
      if (text === ' ') return isInverse ? [text, cell.getFgColor()] : text;
      return [text, cell.getFgColor(), cell.isBold() !== 0, cell.isDim() !== 0, isInverse];
    });
  });
};

/** As text, with a bar at both edges of the screen; times that depend on the zone are blotted out. */
function picture(rows: readonly string[], columns: number): string {
  return `${rows
    .map((styled) => styled.replace(/\x1b\[[\d;]*m/g, ''))
    .map((text) => `|${text}${' '.repeat(Math.max(columns - textWidth(text), 0))}|`)
    .join('\n')
    .replace(/\d\d:\d\d:\d\d/g, 'HH:MM:SS')}\n`;
}

const SCENES: readonly (readonly [name: string, columns: number, rows: number, more?: Partial<Model>])[] = [
  ['split-120x40', 120, 40],
  ['split-80x24', 80, 24],
  ['stack-60x20', 60, 20],
  ['tiny-30x8', 30, 8],
  ['wide-300x80', 300, 80],
  ['zoom-120x40', 120, 40, { zoom: true }],
  ['layers-80x24', 80, 24, { layers: true }],
  ['ascii-80x24', 80, 24, { ascii: true }],
  ['failed-120x40', 120, 40, { selected: 'search' }],
  ['waiting-120x40', 120, 40, { selected: 'worker' }],
  [
    'details-120x40',
    120,
    40,
    {
      selected: 'worker',
      details: {
        name: 'worker',
        lines: ['worker: blocked (kafka)', '  requires kafka: starting'],
        roots: [ROOT],
        usage: null,
        scroll: 0,
      },
    },
  ],
  [
    'problems-80x24',
    80,
    24,
    { problems: [{ name: 'search', look: 'failed', text: 'failed: exit code 1: no index', next: ['make index'] }] },
  ],
  ['help-120x40', 120, 40, { dialog: { is: 'help', scroll: 0 } }],
  ['help-60x20', 60, 20, { dialog: { is: 'help', scroll: 5 } }],
  ['quit-80x24', 80, 24, { dialog: { is: 'quit' } }],
  ['quit-30x8', 30, 8, { dialog: { is: 'quit' } }],
  ['stop-120x40', 120, 40, { dialog: { is: 'stop', names: ['api'], dependents: ['web', 'mailer'] } }],
  ['palette-80x24', 80, 24, { dialog: { is: 'palette', query: 're', index: 1 } }],
  [
    'prompt-80x24',
    80,
    24,
    { prompt: { is: 'search', text: 'GET', regex: false, earlier: null, before: { follow: true } } },
  ],
  ['all-120x40', 120, 40, { selected: null, muted: new Set(['tunnel']) }],
  ['attached-80x24', 80, 24, { attached: 'api' }],
];

describe('the frame', () => {
  test.each(SCENES.map((scene) => ({ name: scene[0], scene })))('$name', async ({ name, scene }) => {
    const [, columns, rows, more = {}] = scene;
    await expect(picture(draw({ columns, rows, ...more }), columns)).toMatchFileSnapshot(`screens/${name}.txt`);
  });

  test('is the same at every size where it is drawn without Ink, in words and in styles', async () => {
    const wrong: string[] = [];
    for (const [name, width, height, more = {}] of SCENES) {
      for (const [columns, rows] of [
        [width, height],
        [40, 12],
        [90, 14],
      ] as const) {
        const view = viewOf({ ...more, columns, rows, color: true });
        const [plain, ink] = await Promise.all([drawPlainly(view), renderer.draw(view)].map(cellsOf(columns, rows)));
        if (JSON.stringify(plain) !== JSON.stringify(ink)) wrong.push(`${name} ${columns}x${rows}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('is the same where only its changed rows are drawn, after whatever was there before', async () => {
    const columns = 100;
    const rows = 30;
    const wrong: string[] = [];
    const rowsOf = createFrameRows();
    const selected = ['api', 'worker', null, 'search'];
    for (const [i, [name, , , more = {}]] of [...SCENES, ...SCENES.toReversed()].entries()) {
      const view = viewOf({ selected: selected[i % 4] ?? null, ...more, columns, rows, color: i % 5 > 0 });
      const [changed, whole] = await Promise.all(
        [rowsOf(view, renderer.draw), renderer.draw(view)].map(cellsOf(columns, rows)),
      );
      if (JSON.stringify(changed) !== JSON.stringify(whole)) wrong.push(`${i} ${name}`);
    }
    expect(wrong).toEqual([]);
  });

  test('is drawn as a whole only in a new layout: a time that grows is one row', () => {
    const rowsOf = createFrameRows();
    let wholes = 0;
    const draw = (view: FrameView) => {
      wholes++;
      return drawPlainly(view);
    };
    const at = (seconds: number, more: Partial<Model> = {}) =>
      rowsOf(
        frameOf(modelOf(ROWS, { columns: 120, rows: 40, ...more }), {
          nowMs: NOON_MS + seconds * 1000,
          newLines: 0,
          hits: null,
          silent: false,
          news: () => NO_NEWS,
        }),
        draw,
      );
    const first = at(7);
    const second = at(8);
    const changed = second.filter((text, y) => text !== first[y]);
    expect(changed.map((text) => text.replace(/\x1b\[[\d;]*m/g, ''))).toEqual([expect.stringMatching(/ kafka .* 13s/)]);
    at(8, { selected: 'worker' });
    expect(wholes).toBe(1);
    at(8, { dialog: { is: 'quit' } });
    at(8, { dialog: { is: 'quit' }, color: true });
    at(8, { columns: 100 });
    expect(wholes).toBe(4);
  });

  test('is at every size exactly as large as the screen, and no row is wider', () => {
    const wrong: string[] = [];
    for (const [columns, rows] of [
      [1, 1],
      [2, 2],
      [5, 3],
      [10, 3],
      [20, 5],
      [39, 40],
      [40, 10],
      [79, 9],
      [80, 10],
      [100, 11],
      [250, 70],
    ] as const) {
      for (const [name, , , more = {}] of SCENES) {
        const drawn = draw({ ...more, columns, rows });
        const widest = Math.max(...drawn.map((line) => textWidth(line.replace(/\x1b\[[\d;]*m/g, ''))));
        if (drawn.length > rows || widest > columns)
          wrong.push(`${name} ${columns}x${rows}: ${drawn.length} rows, ${widest} columns`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('drops colours without colour support, but keeps bold, dim and reversed text', () => {
    const styles = new Set(
      draw({ columns: 120, rows: 40 })
        .join('')
        .match(/\x1b\[[\d;]*m/g),
    );
    expect([...styles].filter((style) => /\[(?:3[0-8]|4[0-8]|9\d|10\d)/.test(style))).toEqual([]);
    expect(styles.has('\x1b[7m')).toBe(true);
  });

  test.each([
    ['the help', { dialog: { is: 'help', scroll: 400 } }],
    ['the details', { details: { name: 'worker', lines: [], roots: [ROOT], usage: null, scroll: 400 } }],
  ] as const)('scrolled past its end, %s stands at its last page, and a key up moves it at once', (_, more) => {
    const model = modelOf(ROWS, { columns: 80, rows: 14, selected: 'worker', ...more });
    const facts = { nowMs: NOON_MS, newLines: 0, hits: null, silent: false, news: () => NO_NEWS };
    const { scrolled } = frameOf(model, facts);
    const { dialog, details } = scrolledTo(model, scrolled);
    const scroll = dialog?.is === 'help' ? dialog.scroll : details?.scroll;
    expect([scroll, frameOf(scrolledTo(model, (scrolled ?? 0) - 1), facts).scrolled]).toEqual([
      scrolled,
      scrolled! - 1,
    ]);
  });
});
