import { describe, expect, test, vi } from 'vitest';
import { createAttachment } from '../../../src/tui/attachment.ts';
import { layoutOfModel } from '../../../src/tui/model/frame.ts';
import { RESET_MODES } from '../../../src/vt/modes.ts';
import { until } from '../../helpers/wait.ts';
import { createFakeClient } from './fake-client.ts';
import { modelOf, row } from './rows.ts';

const TERMINAL = 3;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const OPENED = { run: 2, at: 0, columns: 80, rows: 24, modes: RESET_MODES, screen: base64('drawn> ') };

/** An attachment to `api`, whose second run has a terminal. */
function attachmentOf(answers: Parameters<typeof createFakeClient>[0] = {}) {
  let terminals = TERMINAL;
  const fake = createFakeClient({ 'terminal.open': () => ({ ...OPENED, terminal: terminals++ }), ...answers });
  let model = modelOf([row('api', { run: 2 })], { selected: null });
  const typed: string[] = [];
  const guests: unknown[] = [];
  const changed = vi.fn();
  const attachment = createAttachment({
    client: fake.client,
    model: () => model,
    set(change) {
      model = { ...model, ...change };
    },
    changed,
    typed: (bytes) => void typed.push(bytes.toString()),
    setGuest: (modes) => void guests.push(modes),
  });
  const prints = (text: string, of = TERMINAL) => fake.tell('terminal.data', { terminal: of, data: base64(text) });
  const resize = (columns: number, rows: number) => {
    model = { ...model, columns, rows };
    attachment.resized();
  };
  const rows = () => attachment.terminal?.rows(layoutOfModel(model).pane) ?? [];
  const shows = (text: string) => until(() => rows()[0] === text, { what: `"${text}"` });
  const becomes = (more: Parameters<typeof row>[1] | null) => {
    model = { ...model, entries: modelOf(more ? [row('api', more)] : []).entries };
    attachment.rowsChanged();
  };
  return { ...fake, attachment, prints, typed, guests, resize, rows, shows, becomes, model: () => model };
}

async function attached(answers: Parameters<typeof createFakeClient>[0] = {}) {
  const rig = attachmentOf(answers);
  await rig.attachment.attach('api');
  return rig;
}

describe('attaching', () => {
  test('opens the terminal with the size of the pane, and shows its screen as it is', async () => {
    const { asked, model, shows } = await attached();
    const { width, height } = layoutOfModel(model()).pane;
    expect(asked('terminal.open')).toEqual([
      { name: 'api', columns: width, rows: height, data: true, answers: true, scrollback: 1000 },
    ]);
    expect(asked('terminal.resize')).toEqual([]);
    await shows('drawn>');
    expect([model().attached, model().selected]).toEqual(['api', 'api']);
  });

  test('without a picture, it resizes the terminal, so that the program draws its screen again', async () => {
    const { asked, model } = await attached({ 'terminal.open': () => ({ ...OPENED, screen: null, terminal: 3 }) });
    const { width, height } = layoutOfModel(model()).pane;
    expect(asked('terminal.resize')).toEqual([
      { terminal: TERMINAL, columns: width, rows: height - 1 },
      { terminal: TERMINAL, columns: width, rows: height },
    ]);
  });

  test('a late client gets the modes of the program: a hidden cursor, and its own screen until it leaves it', async () => {
    const modes = { ...RESET_MODES, cursorVisible: false, alternateScreen: true };
    const { attachment, shows, prints, model } = await attached({
      'terminal.open': () => ({ ...OPENED, modes, terminal: TERMINAL }),
    });
    await shows('drawn>');
    const { pane } = layoutOfModel(model());
    expect(attachment.terminal?.cursor(pane)).toBeNull();
    prints('\x1b[?1049l\x1b[?25hback');
    await until(() => attachment.terminal?.rows(pane).join('').trim() === 'back', { what: 'the screen of before' });
    expect(attachment.terminal?.cursor(pane)).not.toBeNull();
  });

  test('what is typed before the terminal is there goes to the program, and Ctrl-] leaves at once', async () => {
    const { attachment, asked, model } = attachmentOf();
    const attaching = attachment.attach('api');
    expect(attachment.take(Buffer.from('x'))).toBe(true);
    await attaching;
    expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL, data: base64('x') }]);
    attachment.close();
    const again = attachment.attach('api');
    expect(attachment.take(Buffer.from('\x1d'))).toBe(true);
    expect(attachment.take(Buffer.from('x'))).toBe(false);
    await again;
    expect([attachment.terminal, asked('terminal.close').length]).toEqual([null, 2]);
    expect(model().attached).toBe('api'); // of the first: `close` leaves the model alone
  });

  test('shows what the run prints, and nothing of another terminal', async () => {
    const { prints, shows } = await attached();
    prints('foreign', TERMINAL + 1);
    prints('ready');
    await shows('drawn> ready');
  });

  test('loses none of the output that comes with the answer', async () => {
    const rig = attachmentOf({
      'terminal.open'() {
        rig.prints('early');
        return { ...OPENED, terminal: TERMINAL };
      },
    });
    await rig.attachment.attach('api');
    await rig.shows('drawn> early');
  });

  test('twice at once leaves one of them', async () => {
    const { attachment, asked, listening } = attachmentOf();
    await Promise.all([attachment.attach('api'), attachment.attach('api')]);
    expect(asked('terminal.close')).toHaveLength(1);
    expect(listening('terminal.data')).toBe(1);
  });

  test('to a run that ends meanwhile is over at once', async () => {
    const rig = attachmentOf({
      'terminal.open'() {
        rig.tell('terminal.end', { terminal: TERMINAL });
        return { ...OPENED, terminal: TERMINAL };
      },
    });
    await rig.attachment.attach('api');
    expect([rig.model().attached, rig.attachment.terminal, rig.listening('terminal.data')]).toEqual([null, null, 0]);
    expect(rig.model().message?.text).toContain('has ended');
  });

  test('to what has no terminal is refused by the supervisor, and the keys stay ours', async () => {
    const { attachment, model, listening } = attachmentOf({
      'terminal.open': () => Promise.reject(new Error('runs without a terminal')),
    });
    await expect(attachment.attach('api')).rejects.toThrow('runs without a terminal');
    expect([model().attached, attachment.take(Buffer.from('x')), listening('terminal.data')]).toEqual([null, false, 0]);
  });
});

describe('keys', () => {
  test('go to the program, byte for byte', async () => {
    const { attachment, asked } = await attached();
    const bytes = Buffer.from([0x1b, 0x5b, 0x41, 0xff]);
    expect(attachment.take(bytes)).toBe(true);
    expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL, data: bytes.toString('base64') }]);
  });

  test('keys after the leave key go to zdev, and the service keeps running', async () => {
    const { attachment, typed, model, asked, listening, guests } = await attached();
    attachment.take(Buffer.from('\x1dj'));
    expect([typed, model().attached, attachment.terminal]).toEqual([['j'], null, null]);
    expect(model().message?.text).toBe('left api; it keeps running');
    expect(asked('terminal.close')).toEqual([{ terminal: TERMINAL }]);
    expect([listening('terminal.data'), listening('terminal.end')]).toEqual([0, 0]);
    expect(guests.at(-1)).toBeNull();
  });

  test('what is pasted never leaves, whatever it holds', async () => {
    const { attachment, asked, model } = await attached();
    attachment.take(Buffer.from('\x1b[200~a\x1dq\nb\x1b[201~'));
    expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL, data: base64('a\x1dq\rb') }]);
    expect(model().attached).toBe('api');
  });
});

describe('modes', () => {
  test('that a program has set are handed to the terminal, also those from before, and taken back', async () => {
    const modes = { ...RESET_MODES, cursorKeys: true };
    const { prints, guests } = await attached({ 'terminal.open': () => ({ ...OPENED, modes, terminal: TERMINAL }) });
    expect(guests.at(-1)).toEqual({ set: '\x1b[?1h', undo: '\x1b[?1l' });
    prints('\x1b[?1l\x1b[6 q');
    expect(guests.at(-1)).toEqual({ set: '\x1b[6 q', undo: '\x1b[0 q' });
    prints('\x1b[0 q');
    expect(guests.at(-1)).toBeNull();
  });
});

test('a program gets answers to what it asks the terminal, except for earlier questions', async () => {
  const { prints, asked, shows } = await attached({
    'terminal.open': () => ({ ...OPENED, terminal: TERMINAL, screen: base64('x\x1b[5n') }),
  });
  await shows('x');
  prints('\x1b[6n');
  await until(() => asked('terminal.write').length > 0, { what: 'an answer' });
  expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL, data: base64('\x1b[1;2R') }]);
});

describe('when the run is over', () => {
  test('it stays attached: keys go nowhere, which is said, and never become commands', async () => {
    const { tell, model, attachment, asked, rows, guests, typed } = await attached();
    tell('terminal.end', { terminal: TERMINAL + 1 });
    expect(rows().at(-1)).toBe('');
    tell('terminal.end', { terminal: TERMINAL });
    expect(model().attached).toBe('api');
    expect(rows().at(-1)).toContain('api: has ended. Keys go nowhere until it runs again; ctrl-] leaves');
    expect(attachment.take(Buffer.from('q'))).toBe(true);
    expect([asked('terminal.write'), typed]).toEqual([[], []]);
    expect(guests.at(-1)).toBeNull();
    attachment.take(Buffer.from('\x1dj'));
    expect([model().attached, model().message?.text]).toEqual([null, 'left api']);
  });

  test('keys go to the next run, without another attach', async () => {
    let run = 2;
    const { tell, attachment, asked, becomes, model, rows } = await attached({
      'terminal.open': () => ({ ...OPENED, run, terminal: TERMINAL + run - 2 }),
    });
    tell('terminal.end', { terminal: TERMINAL });
    becomes({ run: 2, pid: null, state: 'failed', reason: 'failed: exit code 1, next try in 2 s' });
    expect(rows().at(-1)).toContain('api: failed: exit code 1, next try in 2 s. Keys go nowhere');
    run = 3;
    becomes({ run: 3, pid: 77 });
    await until(() => attachment.terminal?.run === 3, { what: 'the next run' });
    expect(model().attached).toBe('api');
    expect(rows().at(-1)).toBe('');
    attachment.take(Buffer.from('b'));
    expect(asked('terminal.write')).toEqual([{ terminal: TERMINAL + 1, data: base64('b') }]);
    expect(asked('terminal.close')).toEqual([{ terminal: TERMINAL }]);
  });

  test('runs that end while they are being opened do not hide a later one that has come meanwhile', async () => {
    let run = 2;
    const rig = await attached({
      'terminal.open'() {
        const opened = { ...OPENED, run, terminal: TERMINAL + run - 2 };
        if (run === 3) {
          rig.tell('terminal.end', { terminal: opened.terminal });
          run = 4;
          rig.becomes({ run: 4, pid: 78 });
        }
        return opened;
      },
    });
    rig.tell('terminal.end', { terminal: TERMINAL });
    run = 3;
    rig.becomes({ run: 3, pid: 77 });
    await until(() => rig.attachment.terminal?.run === 4, { what: 'the run after that' });
    rig.attachment.take(Buffer.from('b'));
    expect(rig.asked('terminal.write')).toEqual([{ terminal: TERMINAL + 2, data: base64('b') }]);
  });

  test('what is removed from the config is left', async () => {
    const { tell, becomes, model, attachment } = await attached();
    tell('terminal.end', { terminal: TERMINAL });
    becomes(null);
    await until(() => attachment.terminal === null, { what: 'no terminal' });
    expect(model().attached).toBeNull();
  });
});

describe('a new size', () => {
  test('the program is told once', async () => {
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
  const { attachment, model, shows } = await attached();
  await shows('drawn>');
  const { pane } = layoutOfModel(model());
  expect(attachment.terminal?.cursor(pane)).toEqual({ x: pane.x + 7, y: pane.y });
  expect(attachment.terminal?.cursor({ ...pane, width: 2 })).toBeNull();
});

test('what has scrolled out can be scrolled back to, until a key is pressed', async () => {
  const { attachment, prints, rows, model } = await attached();
  const { height } = layoutOfModel(model()).pane;
  prints(Array.from({ length: 100 }, (_, i) => `\r\nline ${i}`).join(''));
  await until(() => rows().includes('line 99'), { what: 'the last line' });
  attachment.take(Buffer.from('\x1b[5;2~'));
  expect(rows()[0]).toBe(`line ${99 - (height - 1) - (height - 1)}`);
  expect(rows().at(-1)).toContain(`${height - 1} more rows below`);
  attachment.take(Buffer.from('\x1b[1;2B'));
  expect(rows().at(-1)).toContain(`${height - 2} more rows below`);
  const { pane } = layoutOfModel(model());
  expect(attachment.terminal?.cursor(pane)).toBeNull();
  attachment.take(Buffer.from('x'));
  expect(rows().at(-1)).toBe('line 99');
});
