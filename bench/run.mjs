// Measures the built zdev and all peers on PATH: alternating in one run, so that ratios hold on a busy machine.
//   npm run bench -- [--quick] [--only NAME,…] [--json FILE]
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measure } from './lib/measure.mjs';
import { tableOf } from './lib/table.mjs';
import { MEASURES } from './measures/index.mjs';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'string' } },
});
const wanted = values.only?.split(',');
const unknown = wanted?.filter((name) => !MEASURES.some((each) => each.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `no measure is called ${unknown.join(', ')}; there are: ${MEASURES.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
const results = [];
for (const each of MEASURES) {
  if (wanted ? !wanted.includes(each.name) : values.quick && each.rounds.quick === 0) continue;
  for (const result of await measure(each, { quick: values.quick === true })) {
    results.push(result);
    console.log(tableOf(result));
  }
}
const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version, load: loadavg()[0] };
console.log(`${machine.cores} cores, Node ${machine.node}, load ${machine.load.toFixed(1)}`);
if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, results }, null, 1)}\n`);
