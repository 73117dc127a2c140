import { describe, expect, test } from 'vitest';
import { clockText } from '../../../../src/present/time.ts';
import type { Row } from '../../../../src/rpc/results.ts';
import { type BarFacts, headerSpans, tinySpans, treeTitleSpans } from '../../../../src/tui/model/bars.ts';
import { glyphs } from '../../../../src/tui/model/display-status.ts';
import { widthOf } from '../../../../src/tui/model/fit.ts';
import { footerSpans } from '../../../../src/tui/model/footer.ts';
import { keymapWith } from '../../../../src/tui/model/keymap.ts';
import type { Model } from '../../../../src/tui/model/model.ts';
import { titleSpans } from '../../../../src/tui/model/title.ts';
import { modelOf, NOON_MS, row, sought, textOf } from '../rows.ts';

const FACTS: BarFacts = { glyphs: glyphs(false), nowMs: NOON_MS + 7000, newLines: 0, hits: null };
const SHOP = [
  row('db'),
  row('api', { state: 'failed', pid: null }),
  row('web', { state: 'starting' }),
  row('cache'),
  row('all', { kind: 'target' }),
];

describe('the header', () => {
  const header = (more: Partial<Model> = {}, width = 60) => textOf(headerSpans(modelOf(SHOP, more), FACTS, width));

  test('shows the project and the number of services in each state; targets do not count', () => {
    expect(header()).toBe(' zdev shop  ● 2  ◐ 1  ✗ 1');
  });

  test('says at its right edge that all is being stopped, or that this is a guest', () => {
    expect(header({ stopping: 'waiting for db' })).toMatch(/✗ 1 +stopping$/);
    expect(header({ owner: false }, 80)).toMatch(/✗ 1 +guest: quitting leaves zdev running$/);
  });

  test('has no room for all: a long name is cut, what is at rest is left out, and what is wrong stays', () => {
    const many = modelOf([...SHOP, row('off', { state: 'inactive', intent: 'down', run: 0 })], {
      project: 'a-long-name',
    });
    const at = (width: number) => textOf(headerSpans(many, FACTS, width));
    expect(at(60)).toBe(' zdev a-long-name  ● 2  ◐ 1  ✗ 1  · 1');
    expect(at(34)).toBe(' zdev a-lon…  ● 2  ◐ 1  ✗ 1  · 1');
    expect(at(28)).toMatch(/^ zdev a-\w*… {2}● 2 {2}◐ 1 {2}✗ 1$/);
    expect(at(22)).toMatch(/^ zdev a-\w*… {2}● 2 {2}✗ 1$/);
  });

  test('is cut where there is no room, and never wider', () => {
    for (let width = 1; width < 60; width++) {
      expect(widthOf(headerSpans(modelOf(SHOP, { owner: false }), FACTS, width))).toBe(width);
    }
  });
});

describe('the only row of a tiny screen', () => {
  const tiny = (more: Partial<Model> = {}) => textOf(tinySpans(modelOf(SHOP, more), FACTS, 30));

  test('has the selected service, its place, and what is bad', () => {
    expect(tiny({ selected: 'web' })).toBe(' ◐ web 3/5  ✗ 1');
    expect(tiny({ selected: null })).toBe(' ≡ all ● 2  ◐ 1  ✗ 1');
  });
});

test('the row above the services says what stands below what, and how much is not in sight', () => {
  const title = (more: Partial<Model>, height: number, width = 40) =>
    textOf(treeTitleSpans(modelOf(SHOP, more), FACTS, { x: 0, y: 2, width, height }));
  expect(title({}, 9)).toBe('─ services ────── what needs it: below ─');
  expect(title({ selected: 'all' }, 3)).toContain('─ services ↑3 ──');
  expect(title({}, 3)).toContain('services ↓3');
  expect(title({ columns: 120 }, 9)).toMatch(/cpu {2}memory$/);
});

test('the row above the services says how many are marked', () => {
  const title = (more: Partial<Model> = {}) =>
    textOf(treeTitleSpans(modelOf(SHOP, more), FACTS, { x: 0, y: 2, width: 20, height: 9 }));
  expect(title()).toBe('─ services ─────────');
  expect(title({ marked: new Set(['db', 'web']) })).toBe('─ 2 marked ─────────');
});

describe('the title', () => {
  const title = (api: Partial<Row>, more: Partial<Model> = {}, facts: Partial<BarFacts> = {}, width = 100) =>
    textOf(titleSpans(modelOf([row('api', api)], more), { ...FACTS, ...facts }, width, false));
  const left = (...args: Parameters<typeof title>) => title(...args).replace(/ ─.*$/, '');
  const right = (...args: Parameters<typeof title>) => title(...args).replace(/^.*─ /, '');

  test('has the service, its state and what is known of it', () => {
    const since = clockText(NOON_MS - 5000);
    expect(left({ port: 3000, restarts: 1 })).toBe(
      ` api ● ready · :3000 · pid 4242 · since ${since} · restarts 1 of 10`,
    );
    expect(left({ restarts: 2, max_restarts: 0 })).toBe(` api ● ready · pid 4242 · since ${since} · restarts 2`);
  });

  test('leaves out the last of it first, and nothing by half', () => {
    const facts = [' · :3000', ' · pid 4242', ` · since ${clockText(NOON_MS - 5000)}`];
    for (let count = 0; count <= facts.length; count++) {
      const whole = ` api ● ready${facts.slice(0, count).join('')}`;
      const room = [...whole].length + [...'  FOLLOW '].length + 1;
      expect(left({ port: 3000 }, {}, {}, room)).toBe(whole.trimEnd());
    }
  });

  test.each<readonly [string, Partial<Row>, string]>([
    ['a start, with how long it may take', { state: 'starting', deadline_ms: 60_000 }, '◐ starting 12s of 1m'],
    ['and what is wrong with it', { state: 'starting', health_error: 'refused' }, '◐ starting 12s (refused)'],
    ['a build', { state: 'starting', building: true }, '◐ building 12s'],
    ['a job', { kind: 'oneshot' }, '◐ at work 12s'],
    ['a wait', { state: 'blocked', blockers: [{ type: 'requires', name: 'kafka' }] }, '○ waits for kafka (unknown)'],
    ['a stop', { state: 'stopping' }, '◌ stopping 12s'],
    [
      'what it asks',
      { awaits_input: { text: 'Overwrite? [y/N]', terminal: true } },
      '● waits for input, ⏎ answers: "Overwrite? [y/N]"',
    ],
    [
      'and that nobody can answer',
      { awaits_input: { text: 'Name?', terminal: false } },
      '● waits for input: "Name?"; stdin is empty here: tty = true',
    ],
    ['ill health', { health_error: 'HTTP 503' }, '! unhealthy: HTTP 503'],
    [
      'a failure for good',
      { state: 'failed', gave_up: true, restarts: 5 },
      '✗ failed: exit code 1, gave up after 5 restarts',
    ],
    [
      'or until the next try',
      { state: 'failed', next_try_in_ms: 3000 },
      `✗ failed: exit code 1, next try at ${clockText(NOON_MS + 3000)}`,
    ],
    ['a build beside a run', { building: true }, '● ready; building, the old run keeps serving'],
    ['that failed', { build_error: 'build failed' }, '● ready; build failed: exit code 2, the old run keeps serving'],
  ])('says %s', (_, more, text) =>
    expect(left({ pid: null, restarts: 0, ...more }).replace(/ · restarts.*/, '')).toBe(` api ${text}`));

  test('among all, says which of them', () => {
    expect(left({}, { selected: null })).toBe(' all services');
    expect(left({ kind: 'target', requires: ['api'], pid: null, restarts: 0 })).toBe(' api ● ready · 0 members');
    expect(left({}, { selected: null, muted: new Set(['db', 'web']) })).toBe(' all services (db, web muted)');
    expect(left({}, { selected: null, marked: new Set(['db']) })).toBe(' marked services');
  });

  test('says that the keys go to a program, and how to leave it', () => {
    expect(left({}, { attached: 'api' })).toBe(' api ATTACHED · keys go to the program');
    expect(right({}, { attached: 'api' })).toBe('leave: ctrl-]');
  });

  test('says whether the view follows, and how many lines came since it stopped', () => {
    const viewports = new Map([['api', { follow: false, top: 0, row: 0, seen: 0 } as const]]);
    expect(right({})).toBe('FOLLOW');
    expect(right({}, { viewports })).toBe('PAUSED');
    expect(right({}, { viewports }, { newLines: 312 })).toBe('PAUSED +312 new');
    expect(right({}, { selection: { anchor: 1, head: 2 } })).toBe('SELECT');
    expect(right({}, { details: { name: 'api', lines: [], roots: [], usage: null, scroll: 0 } })).toBe('DETAILS');
  });

  test('says what is searched for and filtered by, from which column on, and who has the mouse', () => {
    expect(right({}, { search: sought('get') }, { hits: { at: 3, of: 41 } })).toBe('search get 3/41 · FOLLOW');
    expect(right({}, { filter: sought('error') })).toBe('filter error · FOLLOW');
    expect(right({}, { left: 20 })).toBe('from column 21 · FOLLOW');
    expect(right({}, { zoom: true })).toBe('ZOOM · mouse released · FOLLOW');
    expect(right({}, { mouse: false })).toBe('mouse released · FOLLOW');
  });
});

describe('the footer', () => {
  const footer = (more: Partial<Model> = {}, width = 120) => footerSpans(modelOf(SHOP, more), FACTS, width);
  const text = (...args: Parameters<typeof footer>) => textOf(footer(...args));
  const prompt = (more: object = {}) => ({
    prompt: { is: 'search', text: 'GET', regex: false, earlier: null, before: { follow: true }, ...more } as const,
  });

  test('has the keys, the most needed first', () => {
    expect(text()).toBe(
      '  ? help  q quit  ⏎ attach  r restart  s start  x stop  / search  f filter  a all  ↑↓ select  z zoom  d details',
    );
  });

  test('knows what is open, and says first how to end it', () => {
    expect(text({ search: sought('x') })).toMatch(
      /^ {2}\? help {2}q quit {2}n next {2}N previous {2}esc end search {2}⏎/,
    );
    expect(text({ filter: sought('x') })).toMatch(/q quit {2}f all lines {2}⏎ attach/);
    expect(text({ zoom: true })).toMatch(/q quit {2}z unzoom /);
    expect(text({ dialog: { is: 'help', scroll: 0 } })).toBe('  esc close  ↑ scroll'.replace('↑', '↓'));
    expect(text({ dialog: { is: 'palette', query: '', index: 0 } })).toBe('  ⏎ do it  ↓ next  esc close');
    expect(text({ dialog: { is: 'quit' } })).toBe('  esc stay');
    const details = { name: 'db', lines: [], roots: [], usage: null, scroll: 0 };
    expect(text({ details })).toMatch(/^ {2}\? help {2}q quit {2}esc close {2}pgdn scroll {2}⏎/);
  });

  test('has the keys that the user has given', () => {
    expect(text({ keymap: keymapWith({ restart: ['f5'] }) })).toContain('  f5 restart ');
  });

  test('leaves out whole entries, the least needed first; help and quit stay', () => {
    expect(text({}, 50)).toBe('  ? help  q quit  ⏎ attach  r restart  s start');
    expect(text({}, 40)).toBe('  ? help  q quit  ⏎ attach  r restart');
    expect(text({}, 25)).toBe(' ? q ⏎ r s x / f a ↑↓ z d');
    expect(text({}, 4)).toBe(' ? q');
  });

  test('has the keys of what is open, in ASCII where that is wanted', () => {
    expect(text({ selection: { anchor: 0, head: 0 } })).toBe('  c copy  ↑↓ select  esc end');
    expect(text({ ascii: true })).toContain('  enter attach ');
    expect(text({ ascii: true })).toContain('  j k select ');
  });

  test('shows the typed text, and the next keys if there is room', () => {
    expect(text(prompt())).toMatch(/^ search: GET {3,}⏎ keep {2}tab regex {2}↑ earlier {2}esc drop$/);
    expect(text(prompt({ is: 'filter', regex: true }))).toMatch(/^ filter \(regex\): GET .* tab text/);
    expect(text(prompt(), 30)).toBe(' search: GET');
  });

  test('has at its right edge what was said last, an error in red, and keys beside it; a prompt takes its place', () => {
    const message = { text: 'no such thing', level: 'error', untilMs: 0 } as const;
    expect(footer({ message }).at(-1)).toEqual({ text: ' no such thing ', tone: 'bad', bold: true });
    expect(footer({ message: { ...message, level: 'info' } }).at(-1)).toEqual({
      text: ' no such thing ',
      tone: 'note',
    });
    expect(text({ message }, 60)).toMatch(/^ {2}\? help {2}q quit .* no such thing$/);
    expect(text({ message, ...prompt() })).toMatch(/^ search/);
  });

  test('says who is still alive while all is being stopped, unless there is something to say', () => {
    expect(text({ stopping: 'waiting for db' })).toMatch(/ waiting for db {3}ctrl-c kills$/);
    const message = { text: 'killing everything', level: 'error', untilMs: 0 } as const;
    expect(text({ stopping: 'waiting for db', message })).toMatch(/ killing everything$/);
  });

  test('says how to leave a program', () => {
    expect(text({ attached: 'api' })).toBe('  ctrl-] leave api  ctrl-] ctrl-] send one');
  });

  test('is as wide as the screen, whatever is in it', () => {
    const message = { text: '数据库服务器 '.repeat(9), level: 'info', untilMs: 0 } as const;
    for (const more of [
      {},
      prompt({ text: '数据'.repeat(9) }),
      { message },
      { attached: 'api' },
      { stopping: 'x'.repeat(90) },
    ]) {
      for (let width = 1; width <= 90; width++) {
        const spans = footer(more, width);
        // A wide character that is cut in half leaves a blank.
        expect([width - 1, width], `${width} columns`).toContain(widthOf(spans));
      }
    }
  });
});
