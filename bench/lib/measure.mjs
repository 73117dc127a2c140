import { exponent, median } from './stats.mjs';

/**
 * Takes the samples of one measure: in each round one sample of each contender, in changing order. A contender that
 * fails is left out from then on, and the reason is kept. A sample is a number, or several by name. Returns a result
 * for each: medians, and their ratio to the first contender's median.
 */
export async function measure({ name, title, unit, units = { '': unit }, rounds, contenders, sizes }, { quick }) {
  const all = await contenders({ quick });
  const samples = Object.fromEntries(Object.keys(all).map((tool) => [tool, []]));
  const failures = {};
  const count = quick ? rounds.quick : rounds.full;
  for (let round = 0; round < count; round++) {
    for (const tool of turned(Object.keys(all), round)) {
      if (failures[tool]) continue;
      try {
        const sample = await all[tool].sample();
        samples[tool].push(typeof sample === 'number' ? { '': sample } : sample);
      } catch (error) {
        failures[tool] = String(error.message ?? error);
      }
    }
  }
  for (const { close } of Object.values(all)) await close?.();
  return Object.entries(units).map(([part, unit]) => {
    const rows = rowsOf(samples, failures, part);
    const points = rows.flatMap(({ tool, median }) =>
      sizes?.[tool] && median !== undefined ? [[sizes[tool], median]] : [],
    );
    return {
      name,
      title: part === '' ? title : `${title}: ${part}`,
      unit,
      rounds: count,
      rows,
      ...(points.length > 2 ? { exponent: exponent(points) } : {}),
    };
  });
}

function rowsOf(samples, failures, part) {
  const first = median(Object.values(samples)[0].map((sample) => sample[part]));
  return Object.entries(samples).map(([tool, list]) => {
    const numbers = list.map((sample) => sample[part]).filter((number) => number !== undefined);
    const failed = failures[tool] ? { failed: failures[tool] } : {};
    if (numbers.length === 0) return { tool, ...failed };
    const middle = median(numbers);
    return {
      tool,
      ...failed,
      median: middle,
      min: Math.min(...numbers),
      max: Math.max(...numbers),
      ratio: first / middle,
    };
  });
}

function turned(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
