import type { TerminalModes } from '../../vt/modes.ts';
import type { Rect } from '../model/layout.ts';
import { mouseReport } from './mouse-report.ts';

/** What is typed while a program is attached. Most of it goes to the program. */
export interface ProgramInput {
  write(bytes: Buffer): void;
}

/** Rows per turn of the wheel. */
const WHEEL_ROWS = 3;

/**
 * Passes on what a terminal with exactly the program's modes would send: pastes are only marked, and the mouse is only
 * reported, if the program asked for it. Shift with the page keys, and the wheel, scroll back through earlier output.
 */
export function createProgramInput(options: {
  readonly modes: () => TerminalModes;
  readonly pane: () => Rect;
  readonly send: (bytes: Buffer) => void;
  /** Scrolls down by this many rows, or up with a negative number. */
  readonly scroll: (rows: number) => void;
  /** Whether earlier rows are shown. */
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

  /** Line ends in pasted text are sent as Enter, as terminals do. */
  function plain(text: string): string {
    return inPaste && !modes().bracketedPaste ? text.replace(/\r?\n/g, '\r') : text;
  }

  /** What the program gets for a sequence. */
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

  /** A program that fills the screen has nothing above it, so it gets the key. */
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
