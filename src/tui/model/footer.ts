import { textWidth } from '../../text/width.ts';
import type { BarFacts } from './bars.ts';
import { fitSpans, spread, widthOf } from './fit.ts';
import { KEYMAP, keyName, type Mode } from './keymap.ts';
import { type Model, modeOf } from './model.ts';
import type { Spans } from './span.ts';

/** The last row: what is being typed, or what was said last, or which keys there are. */
export function footerSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const { prompt, message } = model;
  if (prompt) {
    const what = `${prompt.is}${prompt.regex ? ' (regex)' : ''}`;
    const hint = `${keyName('enter', model.ascii)} keep  tab ${prompt.regex ? 'text' : 'regex'}  esc drop `;
    const left = [{ text: ` ${what}: `, bold: true }, { text: prompt.text }, { text: ' ', inverse: true }];
    return spread(left, widthOf(left) + hint.length < width ? [{ text: hint, dim: true }] : [], width, {
      ellipsis: glyphs.ellipsis,
    });
  }
  if (model.attached !== null) {
    const keys = ` ATTACHED to ${model.attached}   ctrl-] leave   ctrl-] ctrl-] send a literal ctrl-]`;
    return fitSpans([{ text: keys }], width, glyphs.ellipsis);
  }
  if (message) {
    const style = message.level === 'error' ? { color: 'red' as const, bold: true } : { color: 'cyan' as const };
    return fitSpans([{ text: ` ${message.text}`, ...style }], width, glyphs.ellipsis);
  }
  if (model.stopping !== null) return fitSpans([{ text: ` ${model.stopping}   ctrl-c kills` }], width, glyphs.ellipsis);
  return hints(modeOf(model), model.ascii, width);
}

/** Key hints: whole entries only, the least needed left out first; `?` and `q` stay. */
function hints(mode: Mode, ascii: boolean, width: number): Spans {
  const entries = KEYMAP.flatMap(({ footer, keys, modes, action }) => {
    if (!footer || !modes.includes(mode)) return [];
    // Two rows of the table, one hint.
    const key = action === 'up' || action === 'select-up' ? selectKeys(ascii) : keyName(keys[0], ascii);
    return [{ ...footer, key }];
  }).sort((a, b) => a.rank - b.rank);
  const compact = width < 40;
  const textOf = (entry: (typeof entries)[number]) => (compact ? ` ${entry.key}` : `  ${entry.key} ${entry.label}`);
  const shown: typeof entries = [];
  let used = 0;
  for (const entry of entries) {
    const more = textWidth(textOf(entry));
    if (used + more > width && entry.rank > 1) break;
    used += more;
    shown.push(entry);
  }
  const spans = shown.flatMap((entry) =>
    compact
      ? [{ text: ` ${entry.key}` }]
      : [
          { text: `  ${entry.key}`, bold: true },
          { text: ` ${entry.label}`, dim: true },
        ],
  );
  return fitSpans(spans, width, '');
}

function selectKeys(ascii: boolean): string {
  return ascii ? 'j k' : '↑↓';
}
