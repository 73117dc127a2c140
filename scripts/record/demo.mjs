// Repeats several screens in one SVG, with only CSS and no script. A row that is in several screens is in the file
// once.
import { rowSvg } from './row.mjs';
import { rowsSvg, titleSvg, windowSvg } from './window.mjs';

/**
 * `frames` are `{ rows, title, seconds }`. `poster` is the number of the frame for readers who prefer no motion, and
 * for viewers without it.
 */
export function demoSvg({ frames, columns, poster }) {
  const totalSeconds = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  const ids = new Map();
  const drawRow = (cells) => {
    const svg = rowSvg(cells);
    if (svg === '') return '';
    if (!ids.has(svg)) ids.set(svg, `r${ids.size}`);
    return `<use href="#${ids.get(svg)}"/>`;
  };
  const drawn = frames.map(
    ({ rows, title }, i) => `<g id="f${i}">${titleSvg({ title, columns })}\n${rowsSvg(rows, drawRow)}</g>`,
  );
  const rows = Array.from(ids, ([svg, id]) => `<g id="${id}">${svg}</g>`);
  return windowSvg({
    size: { columns, rows: frames[0].rows.length },
    style: `${stillCss(frames.length, poster)}@media (prefers-reduced-motion:no-preference){${motionCss(frames, totalSeconds)}}`,
    content: [`<defs>${rows.join('\n')}</defs>`, ...drawn].join('\n'),
  });
}

function stillCss(count, poster) {
  const hidden = Array.from({ length: count }, (_, i) => i).filter((i) => i !== poster);
  return `${hidden.map((i) => `#f${i}`).join()}{visibility:hidden}`;
}

/** Each frame is visible in its part of the time, and changes at once. */
function motionCss(frames, totalSeconds) {
  let beginsAt = 0;
  return frames
    .map(({ seconds }, i) => {
      const from = percent(beginsAt / totalSeconds);
      beginsAt += seconds;
      const to = percent(beginsAt / totalSeconds);
      const before = from === '0%' ? '' : '0%{visibility:hidden}';
      const after = to === '100%' ? '' : `${to}{visibility:hidden}`;
      return `#f${i}{animation:f${i} ${totalSeconds}s step-end infinite}@keyframes f${i}{${before}${from}{visibility:visible}${after}}`;
    })
    .join('');
}

function percent(part) {
  return `${Math.round(part * 10_000) / 100}%`;
}
