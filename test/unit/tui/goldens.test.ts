import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../src/rpc/results.ts';
import { cut, lineWidth } from '../../../src/text/cut.ts';
import { createFrameRenderer, type FrameRenderer } from '../../../src/tui/ink/renderer.tsx';
import { createLogScreen } from '../../../src/tui/logs/log-screen.ts';
import { createLogs, type Logs, NO_NEWS } from '../../../src/tui/logs/logs.ts';
import { createLogPainter } from '../../../src/tui/logs/paint-log.ts';
import { FOLLOW } from '../../../src/tui/logs/viewport.ts';
import { frameOf } from '../../../src/tui/model/frame.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { modelOf, NOON_MS, print, row } from './rows.ts';

const SIZES = [
  [40, 12],
  [60, 20],
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
] as const;
const COUNTS = [1, 6, 25, 60, 300];

/** What services are like, in turns. */
const KINDS: readonly Partial<Row>[] = [
  { port: 5432 },
  { kind: 'oneshot', state: 'exited', pid: null, last_exit: { run: 1, code: 0, signal: null }, exit_code: 0 },
  {},
  { state: 'starting', in_state_ms: 5000 },
  { state: 'failed', pid: null, last_exit: { run: 1, code: 3, signal: null } },
  { health_error: 'HTTP 503', port: 80 },
  { state: 'inactive', intent: 'down', run: 0, pid: null },
  { state: 'exited', intent: 'down', pid: null },
];

function project(count: number): readonly Row[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `service-${String(i + 1).padStart(3, '0')}`;
    // Each third begins a tree, the others stand below the one before or the one before that.
    const requires = i % 3 === 0 ? [] : [`service-${String(i % 5 === 0 ? i - 1 : i).padStart(3, '0')}`];
    return row(name, { ...KINDS[i % KINDS.length], requires });
  });
}

function talk(rows: readonly Row[]): Logs {
  const logs = createLogs();
  const [first, second = first] = rows.map(({ name }) => name) as [string, string?];
  print(logs, first, ['LOG:  database system is ready', '{"level":"warn","msg":"slow query","ms":812}']);
  print(logs, second ?? first, ['ERROR connect ECONNREFUSED 127.0.0.1:9200', 'x'.repeat(250)]);
  logs.note(first, 'exit code 3', NOON_MS, 'error');
  return logs;
}

let renderer: FrameRenderer;
beforeAll(async () => {
  renderer = await createFrameRenderer();
});
afterAll(() => renderer.close());

/** The whole screen: the frame, and the log in its pane. */
function screenOf(model: Model, logs: Logs): readonly string[] {
  const logScreen = createLogScreen(logs);
  const news = (name: string) => ({ ...NO_NEWS, ...logs.news(name, NOON_MS + 5000) });
  const view = frameOf(model, { nowMs: NOON_MS + 7000, newLines: 0, hits: null, silent: false, news });
  const { pane, rows } = view.layout;
  const chrome = renderer.draw(view);
  const lines = createLogPainter().paint({ model, viewport: FOLLOW, content: logScreen.content(model, pane), pane });
  return Array.from({ length: rows }, (_, y) => {
    const line = lines[y - pane.y];
    if (line === undefined) return chrome[y] ?? '';
    const left = cut(chrome[y] ?? '', { width: pane.x, color: true });
    return left.text + ' '.repeat(pane.x - left.width) + line;
  });
}

describe.each(SIZES.map(([columns, rows]) => ({ columns, rows })))('at $columns by $rows', ({ columns, rows }) => {
  const pictures = (more: Partial<Model>) =>
    COUNTS.map((count) => {
      const services = project(count);
      const usage = new Map(services.map(({ name }, i) => [name, { cpu: i % 100, memoryBytes: (i + 1) * 2 ** 20 }]));
      // The only service, all of them, or one further down.
      const selected = count === 1 ? 'service-001' : count < 60 ? null : 'service-040';
      const model = modelOf(services, { columns, rows, selected, usage, ...more });
      return { count, drawn: screenOf(model, talk(services)) };
    });
  const file = (drawings: ReturnType<typeof pictures>) =>
    drawings
      .map(({ count, drawn }) => `${count} services\n${drawn.map((text) => text.replaceAll('\x1b', '␛')).join('\n')}\n`)
      .join('\n')
      .replace(/\d\d:\d\d:\d\d/g, 'HH:MM:SS');

  test('the screen is as it should be with 1 to 300 services, in colour', async () => {
    const drawings = pictures({ color: true });
    for (const { drawn } of drawings) {
      expect(drawn).toHaveLength(rows);
      expect(Math.max(...drawn.map(lineWidth))).toBeLessThanOrEqual(columns);
    }
    await expect(file(drawings)).toMatchFileSnapshot(`goldens/${columns}x${rows}-colour.txt`);
  });

  test('the same in ASCII, without colours', async () => {
    const drawings = pictures({ color: false, ascii: true });
    for (const { drawn } of drawings) expect(drawn.join('')).toMatch(/^[\x00-\x7f]*$/);
    await expect(file(drawings).replace(/␛\[[\d;]*m/g, '')).toMatchFileSnapshot(`goldens/${columns}x${rows}-ascii.txt`);
  });
});
