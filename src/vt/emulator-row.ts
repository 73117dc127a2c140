import type { IBufferCell, IBufferLine } from '@xterm/headless';

/** A row of an emulator's screen with its styles, up to a width. Omits blanks at its end without style. */
export function rowText(
  line: IBufferLine,
  options: {
    readonly width: number;
    /** Without it, only styles such as bold remain. */
    readonly color: boolean;
    /** What a cell shows, if not just its characters. */
    readonly textOf?: (chars: string, width: number) => string;
    /** Keeps the blanks at its end. */
    readonly whole?: boolean;
  },
): string {
  const { width, color, textOf = (chars) => chars, whole = false } = options;
  let text = '';
  let style = '';
  let blanks = '';
  let cell: IBufferCell | undefined;
  for (let x = 0; x < Math.min(width, line.length); x++) {
    cell = line.getCell(x, cell);
    if (!cell || cell.getWidth() === 0) continue;
    if (x + cell.getWidth() > width) break;
    const next = styleOf(cell, color);
    const chars = cell.getChars() || ' ';
    if (next === '' && chars === ' ') {
      blanks += ' ';
      continue;
    }
    if (blanks !== '') {
      text += style === '' ? blanks : `\x1b[0m${blanks}`;
      style = '';
      blanks = '';
    }
    if (next !== style) {
      text += `\x1b[0${next}m`;
      style = next;
    }
    text += textOf(chars, cell.getWidth());
  }
  return `${text}${style === '' ? '' : '\x1b[0m'}${whole ? blanks : ''}`;
}

function styleOf(cell: IBufferCell, color: boolean): string {
  if (cell.isAttributeDefault()) return '';
  const codes: string[] = [];
  if (cell.isBold()) codes.push('1');
  if (cell.isDim()) codes.push('2');
  if (cell.isItalic()) codes.push('3');
  if (cell.isUnderline()) codes.push('4');
  if (cell.isInverse()) codes.push('7');
  if (cell.isInvisible()) codes.push('8');
  if (cell.isStrikethrough()) codes.push('9');
  if (color) codes.push(...colorCodes(cell, 'Fg'), ...colorCodes(cell, 'Bg'));
  return codes.map((code) => `;${code}`).join('');
}

function colorCodes(cell: IBufferCell, ground: 'Fg' | 'Bg'): string[] {
  const [isRgb, isPalette, color, base] =
    ground === 'Fg'
      ? [cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor(), 30]
      : [cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor(), 40];
  if (isRgb) return [`${base + 8};2;${(color >> 16) & 255};${(color >> 8) & 255};${color & 255}`];
  if (!isPalette) return [];
  if (color < 8) return [`${base + color}`];
  return color < 16 ? [`${base + 52 + color}`] : [`${base + 8};5;${color}`];
}
