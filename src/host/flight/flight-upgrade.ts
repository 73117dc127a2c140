/** Translates a value of a flight record of version 1 to today's names. `line` is the text that it was read from. */
export function upgraded<Value>(value: Value, line: string): Value {
  return /"(?:halting|leaderGone|cleared)"/.test(line) ? (renamed(value) as Value) : value;
}

/** From the names of version 1 to today's names. */
const KEYS = new Map([
  ['halting', 'stopRequested'],

  ['leaderGone', 'leaderExited'],
]);

/** Users choose the names inside these fields. */
const OPAQUE = new Set(['spec', 'specs', 'env', 'removed', 'successor']);

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (OPAQUE.has(key)) return [key, each];
      return key === 'type' && each === 'cleared' ? [key, 'tree-gone'] : [KEYS.get(key) ?? key, renamed(each)];
    }),
  );
}
