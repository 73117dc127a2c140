/** Writes numbered lines into a store until it is killed: arguments DIR NAME BYTES. */
import { createLogStore } from '../../../src/adapters/log/store.ts';

const [dir = '', name = '', bytes = '1'] = process.argv.slice(1);
const store = createLogStore({ dir, warn: console.error });
const run = store.open({ name, run: 1, purpose: 'exec' });
let line = 0;

setInterval(() => {
  let text = '';
  do text += `line ${line++} ${'x'.repeat(80)}\n`;
  while (text.length < Number(bytes));
  run.write(Buffer.from(text));
  if (line % 10 === 0) process.stdout.write(`${line}\n`);
}, 1);
