import { describe, expect, test, vi } from 'vitest';
import { createAttachment } from '../../../../src/tui/attachment.ts';
import { layoutOfModel } from '../../../../src/tui/model/frame.ts';
import { until } from '../../../helpers/wait.ts';
import { createFakeClient } from '../fake-client.ts';
import { modelOf, row } from '../rows.ts';

const TERMINAL = 3;
const OURS = 9;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** An attachment to `api`, whose second run has a terminal. */
function attachmentOf(answers: Parameters<typeof createFakeClient>[0] = {}) {
  let terminals = TERMINAL;
  let subscriptions = OURS;
  const fake = createFakeClient({
    'terminal.open': () => ({ terminal: terminals++, run: 2, at: 0 }),
    'events.subscribe': () => ({ subscription: subscriptions++, cursor: null, snapshot: {} }),
    ...answers,
  });
  let model = modelOf([row('api')], { selected: null });
  const typed: string[] = [];
  const changed = vi.fn();
  const attachment = createAttachment({
    client: fake.client,
    model: () => model,
    set(change) {
      model = { ...model, ...change };
    },
    changed,
    typed: (bytes) => void typed.push(bytes.toString()),
  });
  const prints = (text: string, { run = 2, of = OURS } = {}) =>
    fake.tell('events.output', { subscription: of, pieces: [{ service: 'api', run, data: base64(text) }], missed: [] });
  const hasChanged = () => until(() => changed.mock.calls.length > 0, { what: 'a change' });
  const resize = (columns: number, rows: number) => {
    model = { ...model, columns, rows };
    attachment.resized();
  };
  const shown = () => attachment.terminal?.rows(layoutOfModel(model).pane)[0];
  return { ...fake, attachment, prints, hasChanged, typed, resize, shown, model: () => model };
}

async function attached() {
  const rig = attachmentOf();
  await rig.attachment.attach('api');
  return rig;
}

describe('attaching', () => {
  test('opens the terminal a row smaller and then at its size, so that a program draws its screen anew', async () => {
    const { asked, model } = await attached();
    const { width, height } = layoutOfModel(model()).pane;
    expect(asked('terminal.open')).toEqual([
      { name: 'api', columns: width, rows: height - 1, data: false, answers: true },
    ]);
    expect(asked('terminal.resize')).toEqual([{ terminal: TERMINAL, columns: width, rows: height }]);
    expect(asked('events.subscribe')).toEqual([{ states: false, output: ['api'], backlog: 512 * 1024 }]);
    expect([model().attached, model().selected]).toEqual(['api', 'api']);
  });

  test('shows what the run prints, and nothing of an earlier run or of another subscription', async () => {
    const { prints, shown, hasChanged } = await attached();
    prints('old', { run: 1 });
    prints('foreign', { of: OURS - 1 });
    prints('ready> ');
    await hasChanged();
    expect(shown()).toBe('ready>');
  });

  test('loses nothing of what comes before the answer that says which subscription is ours', async () => {
    const rig = attachmentOf({
      'events.subscribe'() {
        rig.prints('early');
        return { subscription: OURS };
      },
    });
    await rig.attachment.attach('api');
    await rig.hasChanged();
    expect(rig.shown()).toBe('early');
  });

  test('twice at once leaves one of them', async () => {
    const { attachment, asked, listening } = attachmentOf();
    await Promise.all([attachment.attach('api'), attachment.attach('api')]);
    expect(asked('terminal.close')).toHaveLength(1);
    expect(listening('events.output')).toBe(1);
  });

  test('to a run that ends meanwhile is over at once', async () => {
    const rig = attachmentOf({
      'events.subscribe'() {
        rig.tell('terminal.end', { terminal: TERMINAL });
        return { subscription: OURS };
      },
    });
    await rig.attachment.attach('api');
    expect([rig.model().attached, rig.attachment.terminal, rig.listening('events.output')]).toEqual([null, null, 0]);
  });

  test('to what has no terminal is refused by the supervisor, and the keys stay ours', async () => {
    const { attachment, model } = attachmentOf({
      'terminal.open': () => Promise.reject(new Error('runs without a terminal')),
    });
    await expect(attachment.attach('api')).rejects.toThrow('runs without a terminal');
    expect([model().attached, attachment.take(Buffer.from('x'))]).toEqual([null, false]);
  });
});

describe('keys', () => {
  test('go to the program, byte for byte', async () => {
    const { attachment, asked } = await attached();
    const bytes = Buffer.from([0x1b, 0x5b, 0x41, 0xff]);
    expect(attachment.take(bytes)).toBe(true);
    expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL, data: bytes.toString('base64') }]);
  });

  test('after the leave key are typed here, and the service goes on', async () => {
    const { attachment, typed, model, asked, listening } = await attached();
    attachment.take(Buffer.from('\x1dj'));
    expect([typed, model().attached, attachment.terminal]).toEqual([['j'], null, null]);
    expect(model().message?.text).toBe('left api; it goes on');
    expect(asked('events.unsubscribe')).toEqual([{ subscription: OURS }]);
    expect(asked('terminal.close')).toEqual([{ terminal: TERMINAL }]);
    expect([listening('events.output'), listening('terminal.end')]).toEqual([0, 0]);
  });
});

test('what a program asks the terminal is answered to it', async () => {
  const { prints, asked } = await attached();
  prints('\x1b[6n');
  await until(() => asked('terminal.write').length > 0, { what: 'an answer' });
  expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL, data: base64('\x1b[1;1R') }]);
});

test('the end of the run is said, and the log is back; that of another terminal is none of ours', async () => {
  const { tell, model, attachment } = await attached();
  tell('terminal.end', { terminal: TERMINAL + 1 });
  expect(model().attached).toBe('api');
  tell('terminal.end', { terminal: TERMINAL });
  expect([model().attached, attachment.terminal]).toEqual([null, null]);
  expect(model().message?.text).toBe('api has ended; enter attaches again when it runs');
});

describe('a new size', () => {
  test('is told to the program, once', async () => {
    const { resize, asked, model } = await attached();
    const before = asked('terminal.resize').length;
    resize(120, 40);
    resize(120, 40);
    const { width, height } = layoutOfModel(model()).pane;
    expect(asked('terminal.resize').slice(before)).toEqual([{ terminal: TERMINAL, columns: width, rows: height }]);
  });

  test('is never so small that a program makes rubble of its screen', async () => {
    const { resize, asked } = await attached();
    resize(5, 2);
    expect(asked('terminal.resize').at(-1)).toEqual({ terminal: TERMINAL, columns: 20, rows: 4 });
  });
});

test('the cursor is on the screen where the pane is, and nowhere outside it', async () => {
  const { prints, attachment, model, hasChanged } = await attached();
  prints('ab');
  await hasChanged();
  const { pane } = layoutOfModel(model());
  expect(attachment.terminal?.cursor(pane)).toEqual({ x: pane.x + 2, y: pane.y });
  expect(attachment.terminal?.cursor({ ...pane, width: 2 })).toBeNull();
});
