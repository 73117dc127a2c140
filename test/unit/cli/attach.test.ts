import { expect, test } from 'vitest';
import { attach } from '../../../src/cli/commands/attach.ts';
import { createModeTracker, type LocalTerminal } from '../../../src/cli/io/local-terminal.ts';
import type { Terminal } from '../../../src/rpc/control.ts';
import { RESET_MODES } from '../../../src/vt/modes.ts';
import { until } from '../../helpers/wait.ts';
import { runningProject } from './rig.ts';

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

/** The pty of a service. */
function fakePty() {
  let print: (chunk: Buffer) => void = () => {};
  let end = () => {};
  const pty = {
    typed: '',
    sizes: [] as string[],
    print: (text: string) => print(Buffer.from(text)),
    end: () => end(),
    terminal: {
      run: 1,
      modes: () => RESET_MODES,
      snapshot: () => ({ at: 0, columns: 80, rows: 24, modes: RESET_MODES, screen: Promise.resolve(null) }),
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

async function attached() {
  const project = await runningProject();
  const pty = fakePty();
  const local = fakeLocal();
  project.control.terminals.set('api', pty.terminal);
  const status = attach({}, ['api'], project.caller, local);
  await until(() => local.handlers !== null);
  return { ...project, pty, local, status };
}

test('what is printed is shown, what is typed arrives, until Ctrl-]', async () => {
  const { pty, local, status, caller } = await attached();
  await until(() => pty.sizes.length === 2);
  expect(pty.sizes).toEqual(['80x23', '80x24']);
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
  expect(caller.complained()).toBe('attached to api; Ctrl-] leaves\n\nleft api; it goes on\n');
});

test('the end of the run ends it, and modes that the program left on are switched off', async () => {
  const { pty, local, status, caller } = await attached();
  pty.print('\x1b[?1049h\x1b[?25l');
  await until(() => local.shown !== '');
  pty.end();
  expect(await status).toBe(0);
  expect(local.shown).toBe('\x1b[?1049h\x1b[?25l\x1b[?1049l\x1b[?25h\x1b[0m');
  expect(local.handlers).toBe(null);
  expect(caller.complained()).toContain('api: running\n');
});

test('the terminal is given back when the supervisor goes away', async () => {
  const { local, status, server } = await attached();
  await server.close();
  expect(await status).toBe(1);
  expect(local.handlers).toBe(null);
});

test('a service without a terminal, one that does not run, and a caller without one', async () => {
  const { caller, control } = await runningProject();
  expect(await attach({}, ['api'], caller, fakeLocal())).toBe(1);
  expect(caller.complained()).toContain('hint: set tty = true');
  control.send({ type: 'stop-requested', names: ['web'] });
  expect(await attach({}, ['web'], caller, fakeLocal())).toBe(1);
  expect(caller.complained()).toContain('error: web is not running');
  expect(await attach({}, ['api'], caller, fakeLocal(false))).toBe(1);
  expect(caller.complained()).toContain('attach needs a terminal');
});

test('modes are followed across chunks', () => {
  const modes = createModeTracker();
  for (const part of ['\x1b[?10', '00;1006h\x1b', '[?2004h', '\x1b[?2004l']) modes.follow(Buffer.from(part));
  expect(modes.undo()).toBe('\x1b[?1000l\x1b[?1006l\x1b[0m');
});
