import { describe, expect, test } from 'vitest';
import { createLogScreen } from '../../../../src/tui/logs/log-screen.ts';
import type { LogView } from '../../../../src/tui/logs/log-view.ts';
import { createLogs, type Logs } from '../../../../src/tui/logs/logs.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import { modelOf, NOON_MS, print, row, sought } from '../rows.ts';

const ROWS = [row('db'), row('api')];
const PANE = { x: 0, y: 0, width: 20, height: 5 };

/** The texts of a view, walked through as a viewport does it. */
function shownIn(view: LogView): string[] {
  const shown: string[] = [];
  for (let number = view.first; number !== null; ) {
    shown.push(view.at(number)?.text ?? '');
    const next = view.step(number, 1);
    number = next === number ? null : next;
  }
  return shown;
}

function screenOf(logs: Logs) {
  const screen = createLogScreen(logs);
  const content = (more: Partial<Model> = {}) => screen.content(modelOf(ROWS, more), PANE);
  return {
    content,
    shown: (more: Partial<Model> = {}) => shownIn(content(more).view),
    hits: (more: Partial<Model>) => screen.hits(modelOf(ROWS, more)),
  };
}

/** Some lines of two services, in turns. */
function talk(): Logs {
  const logs = createLogs();
  for (let i = 0; i < 3; i++) {
    print(logs, 'db', [`db line ${i}`]);
    print(logs, 'api', [`api line ${i}`]);
  }
  return logs;
}

describe('what is shown', () => {
  test('is the log of the selected service, or of all in the order of their coming', () => {
    const { shown } = screenOf(talk());
    expect(shown()).toEqual(['db line 0', 'db line 1', 'db line 2']);
    expect(shown({ selected: 'api' })).toEqual(['api line 0', 'api line 1', 'api line 2']);
    expect(shown({ selected: null }).slice(0, 3)).toEqual(['db line 0', 'api line 0', 'db line 1']);
    expect(shown({ selected: null })).toHaveLength(6);
  });

  test('is filtered, and marks stay', () => {
    const logs = talk();
    logs.mark('db', '', NOON_MS);
    logs.note('db', 'ready after 1 s', NOON_MS);
    const { shown } = screenOf(logs);
    expect(shown({ filter: sought('line 1') })).toEqual(['db line 1', '']);
    expect(shown({ filter: sought('line') })).toHaveLength(4);
    print(logs, 'db', ['line 12']);
    expect(shown({ filter: sought('line 1') })).toEqual(['db line 1', '', 'line 12']);
  });

  test('among all, leaves out what is muted, and has only what is marked; alone, it is there', () => {
    const { shown } = screenOf(talk());
    expect(shown({ selected: null, muted: new Set(['db']) })).toEqual(['api line 0', 'api line 1', 'api line 2']);
    expect(shown({ selected: null, marked: new Set(['db']) })).toEqual(['db line 0', 'db line 1', 'db line 2']);
    expect(shown({ selected: null, marked: new Set(['db']), muted: new Set(['db']) })).toEqual([]);
    expect(shown({ muted: new Set(['db']), marked: new Set(['api']) })).toHaveLength(3);
  });

  test('begins where the view was cleared, in that view alone', () => {
    const { shown } = screenOf(talk());
    const floors = new Map([
      ['db', 2],
      ['*', 5],
    ]);
    expect(shown({ floors })).toEqual(['db line 2']);
    expect(shown({ floors, selected: null })).toEqual(['api line 2']);
    expect(shown({ floors, selected: 'api' })).toHaveLength(3);
    expect(shown({ floors, filter: sought('line 1') })).toEqual([]);
    expect(shown({ floors: new Map([['db', 1]]), filter: sought('line 1') })).toEqual(['db line 1']);
  });

  test('follows a change of filter, of what is muted and of what was cleared', () => {
    const { shown } = screenOf(talk());
    const filter = sought('line');
    expect(shown({ filter })).toHaveLength(3);
    expect(shown({ filter: sought('line 2') })).toEqual(['db line 2']);
    expect(shown({ selected: null, filter })).toHaveLength(6);
    expect(shown({ selected: null, filter, muted: new Set(['db']) })).toHaveLength(3);
    expect(shown({ selected: null, filter, floors: new Map([['*', 5]]) })).toEqual(['api line 2']);
  });

  test('has no holes where a flood has gone over a filter that a reader has stopped in', () => {
    const logs = createLogs();
    const { shown } = screenOf(logs);
    const filter = sought('7');
    print(
      logs,
      'db',
      Array.from({ length: 100 }, (_, i) => `line ${i}`),
    );
    logs.of('db').pin(10);
    shown({ filter });
    for (let i = 1; i < 40; i++) {
      print(
        logs,
        'db',
        Array.from({ length: 1000 }, (_, j) => `line ${i * 1000 + j}`),
      );
      shown({ filter });
    }
    const texts = shown({ filter });
    expect([texts[0], texts.at(-1)]).toEqual(['line 17', 'line 39997']);
    expect(texts.filter((text) => !text.includes('7'))).toEqual([]);
  });
});

describe('prompts that wait among all', () => {
  test('do not hide lines that come after the view was cleared', () => {
    const logs = talk();
    for (const service of ['db', 'api']) {
      logs.write(service, { run: 1, at: 0, atMs: NOON_MS, data: Buffer.from('Name? ') });
    }
    logs.tick(NOON_MS + 1000);
    const { shown, content } = screenOf(logs);
    const floors = new Map([['*', content({ selected: null }).view.end]]);
    print(logs, 'web', ['first', 'second']);
    expect(shown({ selected: null, floors }).slice(0, 2)).toEqual(['first', 'second']);
  });

  test('are no news to who has stopped, before they are whole', () => {
    const logs = talk();
    const { content } = screenOf(logs);
    const { end } = content({ selected: null }).view;
    logs.write('db', { run: 1, at: 0, atMs: NOON_MS, data: Buffer.from('Name? ') });
    logs.tick(NOON_MS + 1000);
    expect(content({ selected: null }).view.countFrom(end)).toBe(0);
    print(logs, 'db', ['Ada']);
    expect(content({ selected: null }).view.countFrom(end)).toBe(1);
  });
});

describe('the matches of a search', () => {
  test('are those among the shown lines', () => {
    const { hits } = screenOf(talk());
    const search = sought('line 1');
    expect(hits({})).toBeNull();
    expect(hits({ search })?.numbers).toEqual([1]);
    expect(hits({ search, selected: null })?.numbers).toEqual([2, 3]);
    expect(hits({ search, selected: null, muted: new Set(['db']) })?.numbers).toEqual([3]);
    expect(hits({ search, filter: sought('line 2') })?.numbers).toEqual([]);
  });

  test('are not among what was cleared away', () => {
    const { hits } = screenOf(talk());
    expect(hits({ search: sought('line'), floors: new Map([['db', 2]]) })?.numbers).toEqual([2]);
  });
});

describe('how high a line is', () => {
  const logs = createLogs();
  print(logs, 'db', ['x'.repeat(45), 'short']);
  logs.note('db', 'y'.repeat(45), NOON_MS);
  const { content } = screenOf(logs);
  const heights = (more: Partial<Model> = {}) => [0, 1, 2].map((number) => content(more).heightOf(number));

  test('is one row, or where lines are wrapped as many as it takes; a note has one', () => {
    expect(heights()).toEqual([1, 1, 1]);
    expect(heights({ wrap: true })).toEqual([3, 1, 1]);
  });

  test('counts what stands in front of it', () => {
    expect(heights({ wrap: true, timestamps: true })).toEqual([7, 1, 1]);
    expect(heights({ wrap: true, selected: null })).toEqual([4, 1, 1]);
  });
});
