import { Cells } from './drawing/cells.ts';
import { createScanner, tabWidth } from './scanner.ts';
import { NO_STYLE, restyle } from './style.ts';

/**
 * The final form of a line that overwrites itself, as progress bars do: later characters replace earlier ones, and
 * erased ones are gone. The result only goes forward. Carriage returns at its end belong to the line end, and have no
 * effect.
 */
export function resolveOverwrites(line: string): string {
  const trimmed = withoutReturns(line);
  return goesBack(trimmed) ? `${layOut(trimmed)}` : trimmed;
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end--;
  return end === line.length ? line : line.slice(0, end);
}

function goesBack(line: string): boolean {
  return line.includes('\r') || line.includes('\b') || (line.includes('\x1b[') && /\x1b\[(?:[01]?G|2K)/.test(line));
}

function layOut(line: string): Cells {
  const cells = new Cells();
  const scanner = createScanner(line, { single: true });
  let column = 0;
  let style = NO_STYLE;
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    const text = line.slice(scanner.start, scanner.end);
    if (token === 'run' || token === 'character') {
      const width = scanner.width as 0 | 1 | 2;
      if (width === 0) cells.join(column, text);
      else cells.put(column, text, width, style);
      column += width;
    } else if (token === 'style') style = restyle(style, text.slice(2, -1));
    else if (token === 'tab') column += tabWidth(column);
    else if (token === 'back') column = Math.max(column - 1, 0);
    else if (token === 'return') column = 0;
    else cells.erase(token === 'erase-all' ? 0 : column);
  }
  return cells;
}
