/** A host in a process of its own, to be killed: runs each argument after the first, a directory, as a service. */
import { createProcessHost } from '../../../src/adapters/process/host.ts';
import type { ProcessSpec } from '../../../src/core/service.ts';

const [stateDir = '', ...commands] = process.argv.slice(1);
const session = `session${process.pid}`;
const host = createProcessHost({ stateDir, project: 'killed', session, environ: process.env });
const sink = {
  write: (chunk: Buffer) => process.stdout.write(chunk) || true,
  onDrain() {},
  end() {},
};
const events = {
  spawned() {},
  spawnFailed: (message: string) => console.log(`failed: ${message}`),
  exited() {},
  treeGone() {},
};
for (const [index, command] of commands.entries()) {
  const spec = { name: `s${index}`, dir: process.cwd(), env: {} } as unknown as ProcessSpec;
  host.spawn({ spec, run: 1, purpose: 'exec', command, tty: false }, sink, events);
}
process.stdin.once('data', () => host.close());
