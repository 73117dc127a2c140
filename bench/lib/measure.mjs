import { exponent, median } from './stats.mjs';

/**
 * Takes the samples of one measure: in each round one of each contender, in an order that changes. A contender that fails
 * is left out from then on, and the reason is kept. Gives medians, and what they are of the first contender.
 */
export async function measure({ name, title, unit, rounds, contenders, sizes }, { quick }) {
  const all = await contenders({ quick });
  const samples = Object.fromEntries(Object.keys(all).map((tool) => [tool, []]));
  const failures = {};
  const count = quick ? rounds.quick : rounds.full;
  for (let round = 0; round < count; round++) {
    for (const tool of turned(Object.keys(all), round)) {
      if (failures[tool]) continue;
      try {
        samples[tool].push(await all[tool].sample());
      } catch (error) {
        failures[tool] = String(error.message ?? error);
      }
    }
  }
  for (const { close } of Object.values(all)) await close?.();
  const zdev = median(samples[Object.keys(all)[0]]);
  const rows = Object.entries(samples).map(([tool, list]) => ({
    tool,
    ...(failures[tool] ? { failed: failures[tool] } : {}),
    ...(list.length > 0
      ? {
          median: median(list),
          min: Math.min(...list),
          max: Math.max(...list),
          ratio: zdev / median(list),
          samples: list,
        }
      : {}),
  }));
  const growth = sizes
    ? exponent(rows.flatMap((row) => (row.median ? [[sizes[row.tool], row.median]] : [])))
    : undefined;
  return { name, title, unit, rounds: count, rows, ...(growth === undefined ? {} : { exponent: growth }) };
}

function turned(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
