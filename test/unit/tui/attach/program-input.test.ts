import { describe, expect, test } from 'vitest';
import { guestModes } from '../../../../src/tui/attach/guest-modes.ts';
import { mouseReport } from '../../../../src/tui/attach/mouse-report.ts';
import { createProgramInput } from '../../../../src/tui/attach/program-input.ts';
import { RESET_MODES, type TerminalModes } from '../../../../src/vt/modes.ts';

/** Input for a program with these modes, in a pane at column 20 and row 2 that is 50 wide and 10 high. */
function inputOf(set: Partial<TerminalModes> = {}) {
  let sent = '';
  let scrolled = 0;
  const input = createProgramInput({
    modes: () => ({ ...RESET_MODES, ...set }),
    pane: () => ({ x: 20, y: 2, width: 50, height: 10 }),
    send: (bytes) => {
      sent += bytes.toString('latin1');
    },
    scroll: (rows) => {
      scrolled += rows;
    },
    isScrolled: () => scrolled < 0,
  });
  return (...texts: readonly string[]) => {
    for (const text of texts) input.write(Buffer.from(text, 'latin1'));
    return { sent, scrolled };
  };
}

describe('a program that has asked for nothing', () => {
  test('gets pastes without marks, with Enter for line ends, also in pieces', () => {
    expect(inputOf()('a\x1b[200~one\r\ntwo\n', 'th\x1b[Aree\x1b[201~\n').sent).toBe('aone\rtwo\rth\x1b[Aree\n');
  });

  test('gets nothing of the mouse and the focus: the wheel scrolls', () => {
    const type = inputOf();
    expect(type('\x1b[<0;30;5M\x1b[<0;30;5m\x1b[I\x1b[O')).toEqual({ sent: '', scrolled: 0 });
    expect(type('\x1b[<64;30;5M\x1b[<64;30;5M\x1b[<65;30;5M').scrolled).toBe(-3);
    expect(type('\x1b[<64;5;5M').scrolled).toBe(-3);
    expect(type('\x1b[5;2~').scrolled).toBe(-12);
    expect(type('\x1b[1;2A\x1b[1;2B\x1b[6;2~').scrolled).toBe(-3);
    expect(type('').sent).toBe('');
  });

  test('gets Shift with the arrows where nobody has scrolled', () => {
    expect(inputOf()('\x1b[1;2A').sent).toBe('\x1b[1;2A');
  });
});

describe('a program that has asked', () => {
  test('for marks around pastes gets them', () => {
    expect(inputOf({ bracketedPaste: true })('\x1b[200~a\nb\x1b[201~').sent).toBe('\x1b[200~a\nb\x1b[201~');
  });

  test('a program that asks for the focus gets it', () => {
    expect(inputOf({ focus: true })('\x1b[I\x1b[O').sent).toBe('\x1b[I\x1b[O');
  });

  test('for the mouse gets it where its screen is, and no wheel scrolls', () => {
    const type = inputOf({ mouse: 'buttons', mouseEncoding: 'sgr' });
    expect(type('\x1b[<0;21;3M', '\x1b[<0;70;12m', '\x1b[<0;20;3M', '\x1b[<0;71;3M', '\x1b[<64;30;4M')).toEqual({
      sent: '\x1b[<0;1;1M\x1b[<0;50;10m\x1b[<64;10;2M',
      scrolled: 0,
    });
  });

  test('for the whole screen has nothing above it: the wheel are arrows, as terminals have it', () => {
    expect(inputOf({ alternateScreen: true })('\x1b[<65;30;5M\x1b[5;2~')).toEqual({
      sent: '\x1b[B\x1b[B\x1b[B\x1b[5;2~',
      scrolled: 0,
    });
    expect(inputOf({ alternateScreen: true, cursorKeys: true })('\x1b[<64;30;5M').sent).toBe('\x1bOA\x1bOA\x1bOA');
  });
});

describe('reports of the mouse', () => {
  const at = (button: number, isRelease = false) => ({ button, x: 10, y: 5, isRelease });
  const report = (action: ReturnType<typeof at>, set: Partial<TerminalModes>) =>
    mouseReport(action, { ...RESET_MODES, ...set });

  test('are of what was asked for', () => {
    const wants = (mouse: TerminalModes['mouse']) =>
      [at(0), at(0, true), at(32), at(35), at(64)].map(
        (action) => report(action, { mouse, mouseEncoding: 'sgr' }) !== '',
      );
    expect(wants('off')).toEqual([false, false, false, false, false]);
    expect(wants('x10')).toEqual([true, false, false, false, false]);
    expect(wants('buttons')).toEqual([true, true, false, false, true]);
    expect(wants('drag')).toEqual([true, true, true, false, true]);
    expect(wants('motion')).toEqual([true, true, true, true, true]);
  });

  test('are in the form that was asked for', () => {
    expect(report(at(0), { mouse: 'buttons' })).toBe('\x1b[M *%');
    expect(report(at(1, true), { mouse: 'buttons' })).toBe('\x1b[M#*%');
    expect(report({ ...at(0), x: 300 }, { mouse: 'buttons' })).toBe('');
    expect(report({ ...at(0), x: 300 }, { mouse: 'buttons', mouseEncoding: 'utf8' })).toBe('\x1b[M \xc5\x8c%');
    expect(report(at(0, true), { mouse: 'buttons', mouseEncoding: 'urxvt' })).toBe('\x1b[35;10;5M');
  });
});

test('modes for the terminal: what keys send, moves of the mouse, and the way back to those of the screen', () => {
  const of = (set: Partial<TerminalModes>, hasMouse = true) => guestModes({ ...RESET_MODES, ...set }, hasMouse);
  expect(of({ bracketedPaste: true, mouse: 'buttons', alternateScreen: true, wrap: false })).toBeNull();
  expect(of({ keypad: true })).toEqual({ set: '\x1b=', undo: '\x1b>' });
  expect(of({ mouse: 'motion' })).toEqual({
    set: '\x1b[?1000h\x1b[?1006h\x1b[?1003h',
    undo: '\x1b[?1003l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1000h\x1b[?1006h',
  });
  expect(of({ mouse: 'buttons' }, false)?.undo).toBe('\x1b[?1003l\x1b[?1006l\x1b[?1002l\x1b[?1000l');
});
