import type { Row } from '../../rpc/results.ts';
import type { Tone } from './span.ts';

/** The state of a service as the screen shows it: the supervisor's states, divided as far as a glyph can show. */
export type DisplayStatus =
  | 'ready'
  | 'starting'
  | 'waiting'
  | 'unhealthy'
  | 'stopping'
  | 'failed'
  | 'done'
  | 'ended'
  | 'stopped'
  | 'off';

/** How a status is drawn. Glyph and word carry the meaning; the colour only repeats it. */
interface Drawing {
  readonly glyph: string;
  readonly ascii: string;
  /** For the legend of the help. */
  readonly meaning: string;
  readonly tone?: Tone;
  readonly bold?: true;
}

/** THE table of statuses: tree, header, help and docs take their glyphs from it. */
export const DISPLAY_STATUSES: Readonly<Record<DisplayStatus, Drawing>> = {
  ready: { glyph: '●', ascii: '+', meaning: 'ready', tone: 'good' },
  starting: { glyph: '◐', ascii: '~', meaning: 'starting, or a oneshot that runs', tone: 'busy' },
  waiting: { glyph: '○', ascii: '.', meaning: 'waits for the service named at the right' },
  unhealthy: { glyph: '!', ascii: '!', meaning: 'unhealthy', tone: 'busy', bold: true },
  stopping: { glyph: '◌', ascii: '-', meaning: 'stopping', tone: 'busy' },
  failed: { glyph: '✗', ascii: 'x', meaning: 'failed', tone: 'bad', bold: true },
  done: { glyph: '✓', ascii: 'v', meaning: 'a oneshot that is done' },
  ended: { glyph: '□', ascii: 'e', meaning: 'ended by itself', tone: 'quiet' },
  stopped: { glyph: '■', ascii: 'o', meaning: 'stopped by you', tone: 'quiet' },
  off: { glyph: '·', ascii: '_', meaning: 'not started', tone: 'quiet' },
};

/** The status of a service. */
export function displayStatusOf(row: Row): DisplayStatus {
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
      if (row.intent === 'down') return 'stopped';
      if (row.kind === 'oneshot' && (row.exit_code ?? row.last_exit?.code) === 0) return 'done';
      return row.trigger?.type === 'shutdown' ? 'stopped' : 'ended';
    case 'inactive':
      if (row.intent === 'up') return 'waiting';
      return row.run > 0 ? 'stopped' : 'off';
  }
}

/** The characters that the frame is drawn with. */
export interface Glyphs {
  readonly look: (look: DisplayStatus) => string;
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
  /** It has printed something since it was last shown. */
  readonly unread: string;
  /** It waits for input. */
  readonly asks: string;
  readonly muted: string;
  readonly above: string;
  readonly below: string;
  /** At the end of a row that continues. */
  readonly more: string;
  readonly ellipsis: string;
  readonly separator: string;
}

const UNICODE: Glyphs = {
  look: (look) => DISPLAY_STATUSES[look].glyph,
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
  asks: '?',
  muted: '-',
  above: '↑',
  below: '↓',
  more: '›',
  ellipsis: '…',
  separator: ' · ',
};

const ASCII: Glyphs = {
  look: (look) => DISPLAY_STATUSES[look].ascii,
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
  asks: '?',
  muted: '-',
  above: '^',
  below: 'v',
  more: '>',
  ellipsis: '~',
  separator: ', ',
};

/** The characters for a terminal, with or without more than ASCII. */
export function glyphs(ascii: boolean): Glyphs {
  return ascii ? ASCII : UNICODE;
}

/** Whether to use only ASCII: no UTF-8 locale, the Linux console, or the user's setting (`ZDEV_ASCII=1`). */
export function wantsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const { ZDEV_ASCII, TERM, LC_ALL, LC_CTYPE, LANG } = env;
  if (ZDEV_ASCII) return ZDEV_ASCII !== '0';
  if (TERM === 'linux') return true;
  const locale = LC_ALL || LC_CTYPE || LANG;
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
