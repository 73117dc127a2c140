// Draws one row of a screen as SVG. Columns line up in any font: each piece of text has a fixed place and length, and
// characters that must join are drawn as lines.

/** Size of one cell, in units of the picture. In nearly all monospaced fonts of size 15, characters are 9 wide. */
export const CELL = { width: 9, height: 20, font: 15, baseline: 15 };

/** For each character, the sides that its lines reach from the middle of the cell. */
const ARMS = {
  '│': 'ud',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ur',
  '┘': 'ul',
  '├': 'udr',
  '┤': 'udl',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
  '╭': 'rd',
  '╮': 'ld',
  '╰': 'ur',
  '╯': 'ul',
};
const SIDES = {
  l: `h${-CELL.width / 2}`,
  r: `h${CELL.width / 2}`,
  u: `v${-CELL.height / 2}`,
  d: `v${CELL.height / 2}`,
};

/** The row with its upper left corner at 0,0; an empty text for an empty row. */
export function rowSvg(cells) {
  const looks = cells.map(({ text, style }) => ({ text, kind: kindOf(text), ...lookOf(style) }));
  const backgrounds = runs(looks, ({ background }) => background).map(({ x, cells }) =>
    rect(cells[0].background, x, cells.length),
  );
  const pieces = runs(looks, ({ kind, classes }) => `${kind} ${classes}`).map(({ x, cells }) => {
    const [{ kind, classes }] = cells;
    return DRAW[kind]({ classes, x, texts: cells.map(({ text }) => text) });
  });
  return [...backgrounds, ...pieces].join('');
}

/** How a character is drawn: a key of DRAW. */
function kindOf(text) {
  if (text === '─') return 'dash';
  if (text in ARMS) return 'corner';
  if (text === '▌') return 'half';
  return /^[\x20-\x7e]?$/.test(text) ? 'text' : 'sign';
}

/** The classes of a style, and of its background; empty for the window's own. */
function lookOf({ color, background, bold, dim, inverse }) {
  const front = color === null ? '' : `c${color}`;
  const back = background === null ? '' : `c${background}`;
  const ink = inverse ? back || 'n' : front;
  const classes = [ink, bold && 'b', dim && !inverse && 'd'].filter(Boolean).join(' ');
  return { classes, background: inverse ? front || 'f' : back };
}

/** Joins neighbours with the same key, and leaves out cells with an empty key. */
function runs(cells, keyOf) {
  const found = [];
  cells.forEach((cell, x) => {
    const key = keyOf(cell);
    const last = found.at(-1);
    if (last?.key === key && last.x + last.cells.length === x) last.cells.push(cell);
    else if (key) found.push({ key, x, cells: [cell] });
  });
  return found;
}

const DRAW = {
  dash: ({ classes, x, texts }) => line(classes, `M${x * CELL.width} ${CELL.height / 2}h${texts.length * CELL.width}`),
  corner: ({ classes, x, texts }) => line(classes, texts.map((text, i) => corner(text, x + i)).join('')),
  half: ({ classes, x }) => rect(classes || 'f', x, 0.5),
  // No blanks around a piece, and no two in sequence, because viewers collapse them.
  text: ({ classes, x, texts }) =>
    Array.from(texts.join('').matchAll(/\S+(?: \S+)*/g), ({ 0: words, index }) => {
      const length = words.length > 1 ? ` textLength="${words.length * CELL.width}"` : '';
      return textElement(classes, (x + index) * CELL.width, words, length);
    }).join(''),
  // Another font may supply this character, with another width, so it is centred in its cell.
  sign: ({ classes, x, texts }) =>
    texts.map((sign, i) => textElement(classes, (x + i + 0.5) * CELL.width, sign, ' text-anchor="middle"')).join(''),
};

function line(classes, path) {
  return `<path class="${`l ${classes}`.trim()}" d="${path}"/>`;
}

function corner(text, x) {
  return Array.from(ARMS[text], (side) => `M${(x + 0.5) * CELL.width} ${CELL.height / 2}${SIDES[side]}`).join('');
}

function rect(classes, x, columns) {
  return `<rect class="${classes}" x="${x * CELL.width}" width="${columns * CELL.width}" height="${CELL.height}"/>`;
}

function textElement(classes, x, text, more) {
  const classPart = classes && ` class="${classes}"`;
  return `<text${classPart} x="${x}" y="${CELL.baseline}"${more}>${escapeXml(text)}</text>`;
}

/** Escapes a text for XML. */
export function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
