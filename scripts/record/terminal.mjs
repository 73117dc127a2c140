// A shell on a real pseudo-terminal, and an emulator that interprets its output.
import xterm from '@xterm/headless';
import { spawn } from 'node-pty';

const TIMEOUT_MS = 60_000;
const KEYS = { enter: '\r', esc: '\x1b', up: '\x1b[A', down: '\x1b[B' };

/**
 * Starts /bin/sh in a terminal of this size. `shows` waits until the screen contains a text or matches a pattern.
 * `press` presses keys (characters, or names of KEYS). `rows` returns the current screen: a row is an array of cells,
 * `{ text, style }`. `ended` resolves when the shell has ended.
 */
export function openTerminal({ columns, rows, cwd, env }) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const pty = spawn('/bin/sh', ['-i'], { name: 'xterm-256color', cols: columns, rows, cwd, env, encoding: null });
  const waiting = new Set();
  pty.onData((data) => terminal.write(data, () => look()));
  const ended = new Promise((done) => pty.onExit(done));

  /** Does not look in the middle of a frame, because a person would not see that either. */
  function look() {
    if (terminal.modes.synchronizedOutputMode) return;
    const text = textOf(terminal);
    for (const one of waiting) if (one.isIn(text)) one.done();
  }

  function shows(what) {
    const isIn = (text) => (typeof what === 'string' ? text.includes(what) : what.test(text));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(one);
        reject(new Error(`the screen does not show ${what}:\n${textOf(terminal)}`));
      }, TIMEOUT_MS);
      const one = {
        isIn,
        done() {
          clearTimeout(timer);
          waiting.delete(one);
          resolve();
        },
      };
      waiting.add(one);
      look();
    });
  }

  return {
    shows,
    press: (...keys) => pty.write(keys.map((key) => KEYS[key] ?? key).join('')),
    rows: () => rowsOf(terminal),
    ended,
    hangUp: () => pty.kill('SIGHUP'),
  };
}

function textOf({ buffer: { active }, rows }) {
  return Array.from({ length: rows }, (_, y) => active.getLine(active.baseY + y)?.translateToString(true)).join('\n');
}

/** All cells of the screen; those after a wide character are empty. */
function rowsOf({ buffer: { active }, rows, cols }) {
  const cursorAt = active.type === 'normal' ? active.cursorY * cols + active.cursorX : -1;
  return Array.from({ length: rows }, (_, y) => {
    const line = active.getLine(active.baseY + y);
    return Array.from({ length: cols }, (_, x) => {
      const cell = line.getCell(x);
      const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
      return { text, style: styleOf(cell, y * cols + x === cursorAt) };
    });
  });
}

/** Colours are numbers of the 256, or null for the terminal's own. */
function styleOf(cell, isCursor) {
  return {
    color: colorOf(cell.isFgDefault(), cell.isFgPalette(), cell.getFgColor()),
    background: colorOf(cell.isBgDefault(), cell.isBgPalette(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: (cell.isInverse() !== 0) !== isCursor,
  };
}

function colorOf(isDefault, isPalette, color) {
  if (isDefault) return null;
  if (!isPalette) throw new Error('a colour beyond the 256 of the palette: pictures do not know it');
  return color;
}
