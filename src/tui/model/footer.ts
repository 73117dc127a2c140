import { textWidth, truncate } from '../../text/width.ts';
import type { BarFacts } from './bars.ts';
import { fitSpans, spread, widthOf } from './fit.ts';
import { type Action, type KeyRow, keyName } from './keymap.ts';
import { type Model, modeOf } from './model.ts';
import type { Spans } from './span.ts';

/** The last row: the text being typed, or the current keys; at its right edge, the last message. */
export function footerSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const { prompt } = model;
  if (prompt) return promptSpans(model, prompt, width, glyphs.ellipsis);
  const said = saidSpans(model, width, glyphs.ellipsis);
  const hints = hintSpans(hintsOf(model), width - widthOf(said));
  return spread(hints, said, width, { ellipsis: glyphs.ellipsis });
}

function promptSpans(model: Model, prompt: NonNullable<Model['prompt']>, width: number, ellipsis: string): Spans {
  const what = `${prompt.is}${prompt.regex ? ' (regex)' : ''}`;
  const hint = `${keyName('enter', model.ascii)} keep  tab ${prompt.regex ? 'text' : 'regex'}  ${keyName('up', model.ascii)} earlier  esc drop `;
  const left = [{ text: ` ${what}: `, bold: true }, { text: prompt.text }, { text: ' ', inverse: true }];
  const right: Spans = widthOf(left) + hint.length < width ? [{ text: hint, tone: 'quiet' }] : [];
  return spread(left, right, width, { ellipsis });
}

/** The last message, or, during a stop, which services still run. It leaves room for the first hints. */
function saidSpans({ message, stopping, stopAsked, owner }: Model, width: number, ellipsis: string): Spans {
  const kills = (stopping !== null || stopAsked) && owner ? '   ctrl-c kills' : '';
  const text = message?.text ?? (stopping === null ? null : `${stopping}${kills}`);
  if (text === null) return [];
  const room = Math.max(width - LEAST_HINTS, 1);
  const shown = ` ${truncate(text, room - 2, ellipsis)} `;
  if (!message) return [{ text: shown }];
  return [message.level === 'error' ? { text: shown, tone: 'bad', bold: true } : { text: shown, tone: 'note' }];
}

/** ` ? q esc`: beside a long message, keys have no labels. */
const LEAST_HINTS = 8;

/** A key, and what it does now. */
interface Hint {
  readonly key: string;
  readonly label: string;
  /** The lowest rank is left out last. */
  readonly rank: number;
}

function hintsOf(model: Model): readonly Hint[] {
  if (model.attached !== null && !model.dialog) {
    return [
      { key: 'ctrl-]', label: `leave ${model.attached}`, rank: 0 },
      { key: 'ctrl-] ctrl-]', label: 'send one', rank: 2 },
    ];
  }
  const mode = modeOf(model);
  const special = specialHints(model);
  const taken = new Set(special.map(({ action }) => action));
  const usual = model.keymap.flatMap(({ footer, keys, modes, action }): Hint[] => {
    if (!footer || !modes.includes(mode) || taken.has(action)) return [];
    // Two rows of the table share one hint.
    const key = action === 'up' || action === 'select-up' ? selectKeys(model.ascii) : keyName(keys[0], model.ascii);
    return [{ ...footer, key }];
  });
  const now = special.map(({ action, label, rank = 1.5 }): Hint => {
    const row = model.keymap.find((one) => one.action === action);
    return { key: keyName(row?.keys[0] ?? '', model.ascii), label, rank };
  });
  return [...usual, ...now].sort((a, b) => a.rank - b.rank);
}

/** The keys in the current mode. The way out of the mode comes first. */
function specialHints(
  model: Model,
): readonly { readonly action: Action | KeyRow['action']; readonly label: string; readonly rank?: number }[] {
  switch (modeOf(model)) {
    case 'help':
      return [
        { action: 'close', label: 'close' },
        { action: 'help-down', label: 'scroll' },
      ];
    case 'palette':
      return [
        { action: 'pick', label: 'do it' },
        { action: 'pick-next', label: 'next' },
        { action: 'close', label: 'close' },
      ];
    case 'quit':
    case 'stop':
    case 'kill':
    case 'free-port':
      return [{ action: 'close', label: model.dialog?.is === 'quit' ? 'stay' : 'cancel' }];
    case 'select':
      return [{ action: 'back', label: 'end', rank: 2 }];
    case 'details':
      return [
        { action: 'back', label: 'close' },
        { action: 'page-down', label: 'scroll' },
      ];
    case 'main':
      return [
        ...(model.search
          ? [
              { action: 'next-hit', label: 'next' },
              { action: 'previous-hit', label: 'previous' },
              { action: 'back', label: 'end search' },
            ]
          : []),
        ...(model.filter ? [{ action: 'filter', label: 'all lines' }] : []),
        ...(model.zoom ? [{ action: 'zoom', label: 'unzoom' }] : []),
      ];
    default:
      return [];
  }
}

/** Shows only whole entries, and leaves out the highest rank first; ranks 0 and 1 always stay. */
function hintSpans(hints: readonly Hint[], width: number): Spans {
  const compact = width < 40;
  const textOf = ({ key, label }: Hint) => (compact ? ` ${key}` : `  ${key} ${label}`);
  const shown: Hint[] = [];
  let used = 0;
  for (const hint of hints) {
    const more = textWidth(textOf(hint));
    if (used + more > width && hint.rank > 1) break;
    used += more;
    shown.push(hint);
  }
  const spans = shown.flatMap(
    ({ key, label }): Spans =>
      compact
        ? [{ text: ` ${key}` }]
        : [
            { text: `  ${key}`, bold: true },
            { text: ` ${label}`, tone: 'quiet' },
          ],
  );
  return fitSpans(spans, Math.max(width, 0), '');
}

function selectKeys(ascii: boolean): string {
  return ascii ? 'j k' : '↑↓';
}
