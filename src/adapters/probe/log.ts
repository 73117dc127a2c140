import { stripVTControlCharacters } from 'node:util';

/**
 * The test behind `health.type = "log"`: whether the regular expression `target` matches somewhere in a line, whose
 * colours and other escape sequences do not count. Throws a SyntaxError for a bad expression, which config has ruled out.
 */
export function matchLine(target: string): (line: string) => boolean {
  const pattern = new RegExp(target);
  return (line) => pattern.test(line.includes('\x1b') ? stripVTControlCharacters(line) : line);
}
