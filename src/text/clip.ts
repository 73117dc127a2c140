/** A longer line is shown up to there where it is not asked for itself. */
const MAX_SHOWN_CHARS = 8 * 1024;

/** A line as it is shown among facts about a service: of a very long one the beginning, with a mark. */
export function clipLine(text: string): string {
  if (text.length <= MAX_SHOWN_CHARS) return text;
  return `${text.slice(0, MAX_SHOWN_CHARS)} … (${text.length - MAX_SHOWN_CHARS} more characters)`;
}
