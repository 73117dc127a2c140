/** The results of a measure, for people. `zdev/it`: below 1, zdev takes less. */
export function tableOf({ title, unit, rounds, rows, exponent }) {
  const head = ['', `median ${unit}`, 'min', 'max', 'zdev/it'];
  const lines = rows.map((row) =>
    row.median === undefined
      ? [row.tool, '-', '-', '-', row.failed ?? '']
      : [row.tool, row.median, row.min, row.max].map(shown).concat(ratioOf(row)),
  );
  const widths = head.map((_, at) => Math.max(...[head, ...lines].map((line) => line[at].length)));
  const text = [head, ...lines].map((line) =>
    line
      .map((cell, at) => (at === 0 || at === 4 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join('  ')
      .trimEnd(),
  );
  const growth = exponent === undefined ? '' : `\n  grows with the power ${exponent.toFixed(2)}`;
  return `${title} (${rounds} rounds)\n  ${text.join('\n  ')}${growth}\n`;
}

const shown = (value) => (typeof value === 'string' ? value : value.toFixed(value < 100 ? 1 : 0));

/** A failed contender has no ratio. */
function ratioOf({ ratio, failed = '' }) {
  return `${Number.isFinite(ratio) ? ratio.toFixed(2) : '-'} ${failed}`.trim();
}
