import type { Row } from '../../rpc/results.ts';
import type { Color } from './span.ts';

/** What a service looks like it is doing: the supervisor's states, told apart as far as a glyph can show. */
export type Look = 'ready' | 'starting' | 'waiting' | 'unhealthy' | 'stopping' | 'failed' | 'done' | 'stopped' | 'off';

/** How a look is drawn. Glyph and word carry it; the colour only repeats it. */
interface Drawing {
  readonly glyph: string;
  readonly ascii: string;
  readonly color: Color | undefined;
  readonly bold?: true;
  readonly dim?: true;
}

export const LOOKS: Readonly<Record<Look, Drawing>> = {
  ready: { glyph: '●', ascii: '+', color: 'green' },
  starting: { glyph: '◐', ascii: '~', color: 'yellow' },
  waiting: { glyph: '○', ascii: '.', color: 'gray' },
  unhealthy: { glyph: '!', ascii: '!', color: 'yellow', bold: true },
  stopping: { glyph: '◌', ascii: '-', color: 'yellow' },
  failed: { glyph: '✗', ascii: 'x', color: 'red', bold: true },
  done: { glyph: '✓', ascii: 'v', color: 'gray' },
  stopped: { glyph: '○', ascii: 'o', color: undefined, dim: true },
  off: { glyph: '·', ascii: ' ', color: undefined, dim: true },
};

/** The look of a service. */
export function lookOf(row: Row): Look {
  switch (row.state) {
    case 'running':
      if (row.unhealthy) return 'unhealthy';
      return row.ready ? 'ready' : 'starting';
    case 'starting':
      return 'starting';
    case 'blocked':
      return 'waiting';
    case 'stopping':
      return 'stopping';
    case 'failed':
      return 'failed';
    case 'exited':
      return row.intent === 'down' || (row.exit_code ?? row.last_exit?.code) !== 0 ? 'stopped' : 'done';
    case 'inactive':
      if (row.intent === 'up') return 'waiting';
      return row.run > 0 ? 'stopped' : 'off';
  }
}

/** The characters that the frame is drawn with. */
export interface Glyphs {
  readonly look: (look: Look) => string;
  /** In front of all services. */
  readonly all: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly tee: string;
  readonly branch: string;
  readonly last: string;
  readonly trunk: string;
  readonly selected: string;
  readonly needs: string;
  readonly neededBy: string;
  readonly conflicts: string;
  readonly unread: string;
  readonly ellipsis: string;
  readonly separator: string;
}

const UNICODE: Glyphs = {
  look: (look) => LOOKS[look].glyph,
  all: '≡',
  horizontal: '─',
  vertical: '│',
  tee: '┬',
  branch: '├ ',
  last: '└ ',
  trunk: '│ ',
  selected: '▌',
  needs: '‹',
  neededBy: '›',
  conflicts: '×',
  unread: '•',
  ellipsis: '…',
  separator: ' · ',
};

const ASCII: Glyphs = {
  look: (look) => LOOKS[look].ascii,
  all: '=',
  horizontal: '-',
  vertical: '|',
  tee: '+',
  branch: '|-',
  last: '`-',
  trunk: '| ',
  selected: '>',
  needs: '<',
  neededBy: '}',
  conflicts: '#',
  unread: '*',
  ellipsis: '~',
  separator: ', ',
};

/** The characters for a terminal that can show more than ASCII, or for one that cannot. */
export function glyphs(ascii: boolean): Glyphs {
  return ascii ? ASCII : UNICODE;
}

/** Whether a terminal is to get ASCII only: no UTF-8 locale, the Linux console, or the user says so (`ZDEV_ASCII=1`). */
export function wantsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const { ZDEV_ASCII, TERM, LC_ALL, LC_CTYPE, LANG } = env;
  if (ZDEV_ASCII) return ZDEV_ASCII !== '0';
  if (TERM === 'linux') return true;
  const locale = LC_ALL || LC_CTYPE || LANG;
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
