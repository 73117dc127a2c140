import type { TerminalModes } from '../../vt/modes.ts';
import type { Rect } from '../model/layout.ts';
import { mouseReport } from './mouse-report.ts';

/** What is typed while a program is attached: most of it is for the program. */
export interface ProgramInput {
  write(bytes: Buffer): void;
}

/** A turn of the wheel. */
const WHEEL_ROWS = 3;

/**
 * Passes on what a terminal would send that has just the modes that the program has set: no marks around what is pasted, and
 * nothing of the mouse, unless it has asked for that. Shift with the page keys, and the wheel, go back through what has
 * scrolled out.
 */
export function createProgramInput(options: {
  readonly modes: () => TerminalModes;
  readonly pane: () => Rect;
  readonly send: (bytes: Buffer) => void;
  /** So many rows down, or up with a negative number. */
  readonly scroll: (rows: number) => void;
  /** Whether rows that have scrolled out are shown. */
  readonly isScrolled: () => boolean;
}): ProgramInput {
  const { modes, pane, send, scroll, isScrolled } = options;
  let inPaste = false;

  return {
    write(bytes) {
      let out = '';
      let at = 0;
      const text = bytes.toString('latin1');
      for (const token of text.matchAll(TOKEN)) {
        out += plain(text.slice(at, token.index));
        out += meaning(token);
        at = token.index + token[0].length;
      }
      out += plain(text.slice(at));
      if (out !== '') send(Buffer.from(out, 'latin1'));
    },
  };

  /** Line ends in what is pasted are Enter, as terminals send it. */
  function plain(text: string): string {
    return inPaste && !modes().bracketedPaste ? text.replace(/\r?\n/g, '\r') : text;
  }

  /** What the program gets of a sequence. */
  function meaning([all, mark, button, column, row, final, page, line, focus]: RegExpMatchArray): string {
    if (mark !== undefined) {
      inPaste = mark === '0';
      return modes().bracketedPaste ? all : '';
    }
    if (inPaste) return all;
    if (focus !== undefined) return modes().focus ? all : '';
    if (page !== undefined) return scrolled((page === '5' ? -1 : 1) * Math.max(pane().height - 1, 1), all);
    if (line !== undefined) return isScrolled() ? scrolled(line === 'A' ? -1 : 1, all) : all;
    return handleMouse({ button: Number(button), x: Number(column), y: Number(row), isRelease: final === 'm' });
  }

  /** A program that has the whole screen has nothing above it: the key is its own. */
  function scrolled(rows: number, key: string): string {
    if (modes().alternateScreen) return key;
    scroll(rows);
    return '';
  }

  function handleMouse(event: { button: number; x: number; y: number; isRelease: boolean }): string {
    const { x, y, width, height } = pane();
    const inside = { ...event, x: event.x - x, y: event.y - y };
    if (inside.x < 1 || inside.y < 1 || inside.x > width || inside.y > height) return '';
    const now = modes();
    if (now.mouse !== 'off') return mouseReport(inside, now);
    const rows = event.button === 64 ? -WHEEL_ROWS : event.button === 65 ? WHEEL_ROWS : 0;
    if (rows === 0) return '';
    const arrow = `\x1b${now.cursorKeys ? 'O' : '['}${rows < 0 ? 'A' : 'B'}`;
    return scrolled(rows, arrow.repeat(WHEEL_ROWS));
  }
}

const TOKEN = /\x1b\[(?:20([01])~|<(\d+);(\d+);(\d+)([Mm])|([56]);2~|1;2([AB])|([IO]))/g;
