/**
 * Dependencies of services: in `flat` none waits, in `fan` all wait for the first, in `chain` each waits for the one
 * before.
 */
export const SHAPES = {
  flat: () => [],
  fan: (i) => (i === 0 ? [] : [0]),
  chain: (i) => (i === 0 ? [] : [i - 1]),
};

export const procfile = (count, commandOf) => lines(count, (i) => `s${i}: ${commandOf(`s${i}`)}`);

/** Each is ready as soon as it runs, as in process-compose, unless `more` says otherwise. */
export const zinitToml = (count, commandOf, shape = SHAPES.flat, more = '') =>
  `[defaults.lifecycle]\nready_after_ms = 0\n${lines(
    count,
    (i) =>
      `[services.s${i}]\nexec = ${JSON.stringify(commandOf(`s${i}`))}\n${more}requires = ${JSON.stringify(shape(i).map((j) => `s${j}`))}`,
  )}`;

export const composeYaml = (count, commandOf, shape = SHAPES.flat) =>
  `version: "0.5"\nprocesses:\n${lines(count, (i) => {
    const needs = shape(i).map((j) => `\n      s${j}:\n        condition: process_started`);
    return `  s${i}:\n    command: ${JSON.stringify(commandOf(`s${i}`))}${needs.length > 0 ? `\n    depends_on:${needs.join('')}` : ''}`;
  })}`;

function lines(count, line) {
  return `${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`;
}
