import { describe, expect, test } from 'vitest';
import { plain } from '../../../src/text/cut.ts';
import { viewportOf } from '../../../src/tui/actions/logs.ts';
import { handleMouse } from '../../../src/tui/handle-mouse.ts';
import { createLogs } from '../../../src/tui/logs/logs.ts';
import { FOLLOW, visible } from '../../../src/tui/logs/viewport.ts';
import { layoutOfModel } from '../../../src/tui/model/frame.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import type { MouseEvent } from '../../../src/tui/term/input-event.ts';
import { contextOf, modelOf, print, row } from './rows.ts';

const ROWS = [row('db'), row('api', { requires: ['db'] }), row('web', { requires: ['api'] })];
const logs = createLogs();
print(
  logs,
  'db',
  Array.from({ length: 100 }, (_, i) => `\x1b[32mline\x1b[0m ${i}`),
);

/** A screen with a mouse. Places are given as rows of the tree, or of the log. */
class Mouse {
  model: Model;
  asked: readonly unknown[] = [];

  constructor(more: Partial<Model> = {}) {
    this.model = modelOf(ROWS, more);
  }

  onTree(action: MouseEvent['action'], row = 0, more: Partial<MouseEvent> = {}): this {
    return this.#do(action, { x: 3, y: layoutOfModel(this.model).tree!.y + row, ...more });
  }

  onLog(action: MouseEvent['action'], row = 0, more: Partial<MouseEvent> = {}): this {
    const { pane } = layoutOfModel(this.model);
    return this.#do(action, { x: pane.x + 5, y: pane.y + row, ...more });
  }

  at(action: MouseEvent['action'], place: { readonly x: number; readonly y: number }): this {
    return this.#do(action, place);
  }

  /** The texts of the first and the last line on the screen. */
  get shown(): (string | undefined)[] {
    const content = contextOf(this.model, { logs }).content(this.model);
    const texts = visible(viewportOf(this.model), content).map(({ number }) =>
      plain(content.view.at(number)?.text ?? ''),
    );
    return [texts[0], texts.at(-1)];
  }

  #do(action: MouseEvent['action'], place: Partial<MouseEvent>): this {
    const button = action.startsWith('wheel') ? 'none' : 'left';
    const held = { shift: false, alt: false, ctrl: false };
    const event: MouseEvent = { type: 'mouse', action, button, x: 0, y: 0, ...held, ...place };
    const { set, requests = [] } = handleMouse(contextOf(this.model, { logs }), event);
    this.model = { ...this.model, ...set };
    this.asked = requests;
    return this;
  }
}

describe('over the services', () => {
  test('a click takes open details along, on a problem too', () => {
    const details = { name: 'db', lines: [], roots: [], usage: null, scroll: 0 };
    const problems = [{ name: 'web', look: 'failed', text: 'failed', next: [] }] as const;
    expect(new Mouse({ details }).onTree('press', 3).asked).toEqual([{ type: 'details', name: 'web' }]);
    const mouse = new Mouse({ details, problems });
    const { x, y } = layoutOfModel(mouse.model).problems!;
    expect(mouse.at('press', { x, y }).asked).toEqual([{ type: 'details', name: 'web' }]);
    expect(new Mouse({ details }).onTree('press', 0).model.details).toBeNull();
  });

  test('a click selects the one in that row', () => {
    expect(new Mouse().onTree('press', 3).model.selected).toBe('web');
    expect(new Mouse().onTree('press', 0).model.selected).toBeNull();
    expect(new Mouse().onTree('press', 9).model.selected).toBe('db');
    expect(new Mouse().onTree('press', 2, { button: 'right' }).model.selected).toBe('db');
  });

  test('a click knows how far the tree is scrolled', () => {
    const many = Array.from({ length: 60 }, (_, i) => row(`s${i}`));
    const mouse = new Mouse({ entries: modelOf(many).entries, selected: 's59' });
    expect(mouse.onTree('press', 0).model.selected).toBe('s33');
  });

  test('the wheel selects the next one up or down', () => {
    const mouse = new Mouse().onTree('wheel-down').onTree('wheel-down');
    expect(mouse.model.selected).toBe('web');
    expect(mouse.onTree('wheel-up').model.selected).toBe('api');
  });
});

describe('over the log', () => {
  test('the wheel scrolls three lines, whatever has the focus', () => {
    const mouse = new Mouse().onLog('wheel-up');
    expect(mouse.shown).toEqual(['line 70', 'line 96']);
    expect(mouse.onLog('wheel-down').model.viewports.get('db')).toEqual({ follow: true });
  });

  test('a drag selects whole lines, and copies them without colours when it ends', () => {
    const mouse = new Mouse().onLog('press', 2).onLog('drag', 4);
    expect(mouse.model.selection).toEqual({ anchor: 75, head: 77 });
    mouse.onLog('release', 4);
    expect(mouse.asked).toEqual([{ type: 'copy', lines: ['line 75', 'line 76', 'line 77'] }]);
    expect([mouse.model.selection, mouse.model.drag]).toEqual([null, null]);
  });

  test('a drag continues and ends wherever the pointer is', () => {
    const above = new Mouse().onLog('press', 2).onLog('drag', -2).onLog('release', -2);
    expect(above.asked).toEqual([{ type: 'copy', lines: ['line 73', 'line 74', 'line 75'] }]);
    const overTree = new Mouse().onLog('press', 2).onTree('drag', 3).onTree('release', 3);
    expect(overTree.asked).toEqual([{ type: 'copy', lines: ['line 75', 'line 76'] }]);
    expect([overTree.model.selection, overTree.model.drag, overTree.model.selected]).toEqual([null, null, 'db']);
  });

  test('a drag below the last line takes that', () => {
    const short = createLogs();
    print(short, 'db', ['only']);
    const spot = { number: 0, column: 0 };
    const model = modelOf(ROWS, { drag: { spot, atMs: 0, before: FOLLOW } });
    const { pane } = layoutOfModel(model);
    const drag = { type: 'mouse', action: 'drag', button: 'left', x: pane.x, y: pane.y + 9 } as const;
    const { set } = handleMouse(contextOf(model, { logs: short }), { ...drag, shift: false, alt: false, ctrl: false });
    expect(set).toMatchObject({ part: { number: 0, from: 0, to: 1 } });
  });

  test('a drag within one line copies the marked part, without a newline', () => {
    const at = (mouse: Mouse, column: number) => ({ x: layoutOfModel(mouse.model).pane.x + column });
    const mouse = new Mouse();
    mouse.onLog('press', 2, at(mouse, 6)).onLog('drag', 2, at(mouse, 5));
    expect(mouse.model.part).toEqual({ number: 75, from: 5, to: 7 });
    expect(mouse.model.viewports.get('db')).toMatchObject({ follow: false });
    mouse.onLog('release', 2, at(mouse, 5));
    expect(mouse.asked).toEqual([{ type: 'copy', lines: ['75'], part: true }]);
    expect([mouse.model.part, mouse.model.drag]).toEqual([null, null]);
    expect(mouse.model.viewports.get('db')).toEqual({ follow: true });
  });

  test('a drag that comes back to its line selects a part of it again', () => {
    const mouse = new Mouse().onLog('press', 2).onLog('drag', 4).onLog('drag', 2);
    expect(mouse.model.selection).toBeNull();
    expect(mouse.model.part).toEqual({ number: 75, from: 5, to: 6 });
  });

  test('a double click copies the word', () => {
    const mouse = new Mouse();
    const { pane } = layoutOfModel(mouse.model);
    for (const _ of [1, 2]) mouse.onLog('press', 2, { x: pane.x + 1 }).onLog('release', 2, { x: pane.x + 1 });
    expect(mouse.asked).toEqual([{ type: 'copy', lines: ['line'], part: true }]);
  });

  test('two clicks at different places, or between words, copy nothing', () => {
    const mouse = new Mouse();
    const { pane } = layoutOfModel(mouse.model);
    for (const x of [1, 5, 4, 4]) mouse.onLog('press', 2, { x: pane.x + x }).onLog('release', 2, { x: pane.x + x });
    expect(mouse.asked).toEqual([]);
  });

  test('a click alone says what a drag does, and copies nothing', () => {
    const mouse = new Mouse().onLog('press', 2).onLog('release', 2);
    expect([mouse.asked, mouse.model.drag]).toEqual([[], null]);
    expect(mouse.model.message?.text).toContain('drag or double click copies text');
  });

  test('other buttons, and a drag that began elsewhere, do nothing', () => {
    expect(new Mouse().onLog('press', 2, { button: 'right' }).model.drag).toBeNull();
    const mouse = new Mouse().onTree('press', 0).onLog('drag', 3).onLog('release', 3);
    expect([mouse.model.selection, mouse.asked]).toEqual([null, []]);
  });

  test('the wheel scrolls the details where they are open, and nothing is dragged in them', () => {
    const details = { name: 'db', lines: [], roots: [], usage: null, scroll: 0 };
    expect(new Mouse({ details }).onLog('wheel-down').model.details?.scroll).toBe(3);
    expect(new Mouse({ details }).onLog('press', 2).model.drag).toBeNull();
  });
});

test('nothing reacts while a dialog is open, or something is being typed', () => {
  for (const more of [
    { dialog: { is: 'quit' } },
    { prompt: { is: 'search', text: '', regex: false, earlier: null, before: { follow: true } } },
  ] as const) {
    const mouse = new Mouse(more).onTree('press', 2).onLog('wheel-up').onLog('press', 2);
    expect([mouse.model.selected, mouse.model.viewports.size, mouse.model.drag]).toEqual(['db', 0, null]);
  }
});

test('elsewhere, a click is nothing', () => {
  const mouse = new Mouse().onLog('press', -2);
  expect([mouse.model.drag, mouse.asked]).toEqual([null, []]);
});
