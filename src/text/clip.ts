/** A longer line is cut here when it is shown among facts about a service. */
const MAX_SHOWN_CHARS = 8 * 1024;

/** A line for display among facts about a service. Of a very long line, only the beginning, with a mark. */
export function clipLine(text: string): string {
  if (text.length <= MAX_SHOWN_CHARS) return text;
  return `${text.slice(0, MAX_SHOWN_CHARS)} … (${text.length - MAX_SHOWN_CHARS} more characters)`;
}
