/** A longer line is cut there, with a mark. */
export const MAX_LINE_BYTES = 8 * 1024;

/** The text of a line without its end, of which at least the first `MAX_LINE_BYTES` are given, as UTF-8. */
export function decodeLine(line: Buffer, length = line.length): string {
  const end = length === line.length && line.at(-1) === 13 ? length - 1 : length;
  if (end <= MAX_LINE_BYTES) return line.toString('utf8', 0, end);
  return `${line.toString('utf8', 0, MAX_LINE_BYTES)} … (${end - MAX_LINE_BYTES} more bytes)`;
}
