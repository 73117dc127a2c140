import { expect, onTestFinished, test } from 'vitest';
import { attach } from '../../../../src/cli/commands/attach.ts';
import type { LocalTerminal } from '../../../../src/cli/io/local-terminal.ts';
import { connect } from '../../../../src/rpc/client.ts';
import type { Terminal } from '../../../../src/rpc/control.ts';
import { track } from '../../../../src/rpc/track.ts';
import { RESET_MODES, type TerminalModes } from '../../../../src/vt/modes.ts';
import { until } from '../../../helpers/wait.ts';
import { runningProject } from '../rig.ts';

type Handlers = Parameters<LocalTerminal['takeOver']>[0];

/** The terminal of the caller. `handlers` are there while it is taken over. */
function fakeLocal(isTTY = true) {
  const local = {
    isTTY,
    handlers: null as Handlers | null,
    shown: '',
    columns: 80,
    size: () => ({ columns: local.columns, rows: 24 }),
    takeOver(handlers: Handlers) {
      local.handlers = handlers;
      return () => {
        local.handlers = null;
      };
    },
    write(bytes: Buffer | string) {
      local.shown += bytes.toString();
    },
  };
  return local;
}

/** The pty of a service: what a program has drawn and set there before, if anything is known. */
function fakePty({ run = 1, screen = null as string | null, modes = {} as Partial<TerminalModes> } = {}) {
  let print: (chunk: Buffer) => void = () => {};
  let end = () => {};
  const pty = {
    typed: '',
    sizes: [] as string[],
    print: (text: string) => print(Buffer.from(text)),
    end: () => end(),
    terminal: {
      run,
      snapshot: () => ({
        at: 0,
        columns: 80,
        rows: 24,
        modes: { ...RESET_MODES, ...modes },
        screen: Promise.resolve(screen === null ? null : Buffer.from(screen)),
      }),
      modes: () => ({ ...RESET_MODES, ...modes }),
      attend: () => () => {},
      write: (data) => {
        pty.typed += data.toString('latin1');
      },
      resize: (columns, rows) => void pty.sizes.push(`${columns}x${rows}`),
      onData(callback) {
        print = callback;
        return () => {};
      },
      onEnd(callback) {
        end = callback;
        return () => {};
      },
    } as Terminal,
  };
  return pty;
}

async function attached(options: Parameters<typeof fakePty>[0] = {}) {
  const project = await runningProject();
  const pty = fakePty(options);
  const local = fakeLocal();
  project.control.terminals.set('api', pty.terminal);
  const status = attach({}, ['api'], project.io, local);
  await until(() => local.handlers !== null);
  return { ...project, pty, local, status };
}

test('what is printed is shown, what is typed arrives, until Ctrl-]', async () => {
  const { pty, local, status, io } = await attached();
  await until(() => pty.sizes.length === 3);
  expect(pty.sizes).toEqual(['80x24', '80x23', '80x24']);
  pty.print('login: ');
  await until(() => local.shown === 'login: ');
  local.handlers?.typed(Buffer.from('r\x03\xff', 'latin1'));
  await until(() => pty.typed === 'r\x03\xff');
  local.columns = 100;
  local.handlers?.resized();
  await until(() => pty.sizes.at(-1) === '100x24');
  local.handlers?.typed(Buffer.from('oot\x1dlost'));
  expect(await status).toBe(0);
  await until(() => pty.typed === 'r\x03\xffoot');
  expect(local.handlers).toBe(null);
  expect(io.complained()).toBe('attached to api; Ctrl-] leaves\n\nleft api; it keeps running\n');
});

test('the screen and the modes of a program that was there before are on the terminal, and are taken back', async () => {
  const { pty, local, status } = await attached({ screen: 'menu', modes: { cursorKeys: true, bracketedPaste: true } });
  await until(() => local.shown.includes('menu'));
  expect(local.shown).toBe(`${'\r\n'.repeat(24)}\x1b[Hmenu\x1b[?1h\x1b[?2004h`);
  expect(pty.sizes).toEqual(['80x24']);
  pty.print('\x1b[?2004l\x1b[?25l');
  await until(() => local.shown.endsWith('\x1b[?25l'));
  local.handlers?.typed(Buffer.from('\x1d'));
  expect(await status).toBe(0);
  expect(local.shown.slice(local.shown.indexOf('\x1b[?2004l'))).toBe('\x1b[?2004l\x1b[?25l\x1b[?1l\x1b[?25h\x1b[0m');
});

test('a run that nothing follows ends it', async () => {
  const { pty, status, io, control, local } = await attached();
  control.send({ type: 'stop-requested', names: ['api'] });
  pty.end();
  expect(await status).toBe(0);
  expect(local.handlers).toBe(null);
  expect(io.complained()).toMatch(/\napi: .*\n$/);
});

test('attach continues with the next run; keys in between are dropped', async () => {
  const { pty, local, status, io, control } = await attached();
  const second = fakePty({ run: 2 });
  control.terminals.delete('api');
  control.send({ type: 'restart-requested', names: ['api'], dependents: false });
  pty.end();
  await until(() => io.complained().includes('keys go nowhere until it runs again'));
  local.handlers?.typed(Buffer.from('lost'));
  control.terminals.set('api', second.terminal);
  control.send({ type: 'stop-requested', names: ['web'] });
  await until(() => io.complained().includes('api runs again: keys go to run 2'));
  local.handlers?.typed(Buffer.from('b'));
  await until(() => second.typed === 'b');
  expect(pty.typed).toBe('');
  local.handlers?.typed(Buffer.from('\x1d'));
  expect(await status).toBe(0);
});

test('a run that ends while it is being connected does not hide the next one, which has come meanwhile', async () => {
  const { pty, local, status, io, control, server } = await attached();
  const second = fakePty({ run: 2 });
  const third = fakePty({ run: 3 });
  // The picture of its screen takes so long that everything else is known before the answer.
  let draw = () => {};
  const screen = new Promise<null>((resolve) => {
    draw = () => resolve(null);
  });
  const { snapshot } = second.terminal;
  control.terminals.set('api', { ...second.terminal, snapshot: () => ({ ...snapshot(0), screen }) });
  pty.end();
  control.send({ type: 'restart-requested', names: ['api'], dependents: false });
  await until(() => second.sizes.length === 1);
  // Subscribes later, and so is told later.
  const witness = await connect(server.path);
  onTestFinished(() => witness.close());
  const { rows } = await track(witness);
  control.terminals.set('api', third.terminal);
  second.end();
  control.send({ type: 'restart-requested', names: ['api'], dependents: false });
  await until(() => rows.get('api')?.run === 3 && rows.get('api')?.pid !== null);
  draw();
  await until(() => io.complained().includes('api runs again: keys go to run 3'));
  local.handlers?.typed(Buffer.from('b'));
  await until(() => third.typed === 'b');
  local.handlers?.typed(Buffer.from('\x1d'));
  expect(await status).toBe(0);
});

test('the terminal is given back when the supervisor goes away', async () => {
  const { local, status, server } = await attached();
  await server.close();
  expect(await status).toBe(1);
  expect(local.handlers).toBe(null);
});

test('a service without a terminal, one that does not run, and a caller without one', async () => {
  const { io, control } = await runningProject();
  expect(await attach({}, ['api'], io, fakeLocal())).toBe(1);
  expect(io.complained()).toContain('hint: set tty = true');
  control.send({ type: 'stop-requested', names: ['web'] });
  expect(await attach({}, ['web'], io, fakeLocal())).toBe(1);
  expect(io.complained()).toContain('error: web is not running');
  expect(await attach({}, ['api'], io, fakeLocal(false))).toBe(1);
  expect(io.complained()).toContain('attach needs a terminal');
});
