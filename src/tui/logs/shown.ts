import type { Model } from '../model/model.ts';
import type { Line } from './line.ts';
import { laidOut } from './structured.ts';

/** The text of a line of output as it is shown. Its columns do not depend on the colours. */
export function shownText(
  line: Line,
  { raw, color, theme, search }: Pick<Model, 'raw' | 'color' | 'theme' | 'search'>,
): string {
  if (raw) return line.text;
  const shown = laidOut(line.text, color ? theme : null);
  // A search match must be visible, even in a part that is usually left out.
  const isHidden =
    shown !== line.text && search !== null && search.matcher.matches(line.text) && !search.matcher.matches(shown);
  return isHidden ? line.text : shown;
}
