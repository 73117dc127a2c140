import { parseArgs } from 'node:util';
import { faultsIn, runMatrix, tableOf } from './matrix.ts';
import { KINDS } from './services.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, only: { type: 'string' } } });
const columns = await runMatrix({
  short: values.short,
  only: values.only,
  done: ({ name, tookMs }) => console.error(`${name}: ${(tookMs / 1000).toFixed(1)} s`),
});
const faults = faultsIn(columns);
console.log(tableOf(columns));
console.log(faults.join('\n'));
console.log(`${columns.length * KINDS.length} cells, ${faults.length} faults`);
process.exitCode = faults.length > 0 || columns.length === 0 ? 1 : 0;
