// The window around a screen: dark, with round corners and three dots, and a line that says what is shown.
import { CELL, escapeXml, rowSvg } from './row.mjs';

const BAR = 36;
const MARGIN = 14;
const BACKGROUND = '#11151c';
const FOREGROUND = '#d5dae3';
const PALETTE = [
  '#2b323d',
  '#f47067',
  '#6bc46d',
  '#e0b44c',
  '#6cb6ff',
  '#dcbdfb',
  '#56c8d8',
  '#d5dae3',
  '#7d8897',
  '#ff938a',
  '#8ddb8c',
  '#f0cf75',
  '#96d0ff',
  '#eed7ff',
  '#8be0ec',
  '#ffffff',
];
const STYLE = [
  `text{font:${CELL.font}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}`,
  `text,.f{fill:${FOREGROUND}}`,
  `.n{fill:${BACKGROUND}}`,
  `.l{fill:none;stroke:${FOREGROUND}}.l.n{fill:none;stroke:${BACKGROUND}}`,
  // Prevents gaps between neighbours at any size.
  'g rect{shape-rendering:crispEdges}',
  '.b{font-weight:bold}',
  '.d{opacity:.6}',
].join('');

/** The CSS rules for the colours in the content. */
function colorCss(content) {
  const used = new Set([...content.matchAll(/\bc(\d+)\b/g)].map(([, number]) => Number(number)));
  return [...used]
    .sort((a, b) => a - b)
    .map((number) => `.c${number}{fill:${hexOf(number)}}.l.c${number}{fill:none;stroke:${hexOf(number)}}`)
    .join('');
}

/**
 * A colour of the terminal's 256: sixteen that a terminal may choose, a cube of six levels for each part, and greys.
 */
function hexOf(number) {
  if (number < 16) return PALETTE[number];
  const cube = number - 16;
  const parts =
    number < 232
      ? [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => (level === 0 ? 0 : 55 + 40 * level))
      : [0, 0, 0].fill(8 + 10 * (number - 232));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** A screen as an SVG document; `title` is in the bar of the window. */
export function screenSvg({ rows, title, columns }) {
  return windowSvg({
    size: { columns, rows: rows.length },
    content: `${titleSvg({ title, columns })}${rowsSvg(rows)}`,
  });
}

/** The document: a window for a screen of this size, around some content. */
export function windowSvg({ size: { columns, rows }, content, style = '' }) {
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + BAR + MARGIN;
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (color, i) => `<circle cx="${20 + 20 * i}" cy="${BAR / 2}" r="6" fill="${color}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${STYLE}${colorCss(content)}${style}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="${BACKGROUND}" stroke="#3a4350"/>`,
    ...dots,
    content,
    '</svg>\n',
  ].join('\n');
}

/** The text in the bar: `{ key, text }`, a pressed key and what it does; or only a text. */
export function titleSvg({ title: { key, text }, columns }) {
  const keyPart = key ? `<tspan class="b c11">${escapeXml(key)}</tspan>  ` : '';
  const x = MARGIN + (columns * CELL.width) / 2;
  return `<text x="${x}" y="${BAR / 2 + 5}" text-anchor="middle" xml:space="preserve">${keyPart}<tspan class="c8">${escapeXml(text)}</tspan></text>`;
}

/** `draw` returns the SVG of a row; by default of the whole row. */
export function rowsSvg(rows, draw = rowSvg) {
  const drawn = rows.map((cells, y) => {
    const row = draw(cells);
    return row && `<g transform="translate(${MARGIN} ${BAR + y * CELL.height})">${row}</g>`;
  });
  return drawn.filter(Boolean).join('\n');
}
