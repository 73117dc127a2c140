/** The text of a line without its newline, as UTF-8. A carriage return before the newline is not part of it. */
export function decodeLine(line: Buffer): string {
  return line.toString('utf8', 0, line.at(-1) === 13 ? line.length - 1 : line.length);
}
