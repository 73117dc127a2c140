/**
 * Has the terminal, and does what it is told by keys. Its arguments: `kept` for a restorer, `tools=DIR` for
 * one that finds its tools there first, `patient` to wait longer than any
 * machine takes for what is under way, `stays` to live on when there is
 * nothing to do. What it says is in brackets.
 */
import { spawn } from 'node:child_process';
import { startTerminalRestorer } from '../../../src/tui/term/terminal-restorer.ts';
import { openTerminalSession } from '../../../src/tui/term/terminal-session.ts';

process.on('SIGHUP', () => {}); // what a terminal that has gone away also brings
const tools = process.argv.find((arg) => arg.startsWith('tools='))?.slice('tools='.length);
if (tools !== undefined) process.env['PATH'] = `${tools}:${process.env['PATH']}`;
const restorer = process.argv.includes('kept') ? startTerminalRestorer(1) : undefined;
await restorer?.ready;
if (process.argv.includes('stays')) setInterval(() => {}, 2 ** 30);
const session = openTerminalSession({
  stdin: process.stdin,
  stdout: process.stdout,
  mouse: true,
  ...(restorer && { restorer }),
  ...(process.argv.includes('patient') && { inFlight: { quietMs: 2_000, maxMs: 10_000 } }),
});
const say = (text: string) => void session.write(`[${text}]`);
session.onRepaint(() => say('repaint'));
session.onResize(() => say(`size ${session.size().columns}x${session.size().rows}`));
session.onGone(() => {
  session.leave();
  process.exit(3);
});

const ACTIONS: Record<string, () => unknown> = {
  q() {
    session.leave();
    session.leave();
  },
  x: () => process.exit(4),
  l() {
    session.leave();
    process.exit(5);
  },
  t() {
    throw new Error('thrown on purpose');
  },
  r: () => Promise.reject(new Error('rejected on purpose')),
  z: () => session.suspend(),
  m: () => session.setMouse(false),
  w: () => session.setWheelKeys(true),
  d: () => session.setMotion(true),
  u: () => session.setMotion(false),
  e: () =>
    session.pauseFor(async () => {
      session.write('not to be seen');
      const editor = spawn('/bin/sh', ['-c', 'stty -a; echo edit; read answer; echo "got $answer"'], {
        stdio: 'inherit',
      });
      await new Promise((resolve) => editor.on('exit', resolve));
    }),
  // More than any terminal takes while nobody reads.
  f() {
    const taken = session.write('x'.repeat(1_000_000));
    session.onDrain(() => say('drained'));
    say(`taken ${taken}`);
  },
};

session.onInput((chunk) => {
  for (const key of chunk.toString()) {
    say(`key ${key}`);
    ACTIONS[key]?.();
  }
});
say(`ready ${process.pid}`);
