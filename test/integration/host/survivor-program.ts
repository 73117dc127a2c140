/** A supervisor in a process of its own, to be killed. Its arguments: the state directory, and the specs in JSON. */
import { writeSync } from 'node:fs';
import { openSurvivor } from './survivor.ts';

const [stateDir = '', specs = '', tty = ''] = process.argv.slice(2);
const { supervisor } = await openSurvivor({
  stateDir,
  session: `first${process.pid}`,
  specs: JSON.parse(specs),
  write: (name, chunk) => writeSync(1, `${chunk}`.replace(/^(?=.)/gm, `${name}:`)),
  tty: tty === 'tty',
});
process.stdin.on('data', (name) => supervisor.send({ type: 'stop-requested', names: [String(name).trim()] }));
