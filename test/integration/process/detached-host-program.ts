/**
 * A host in a process of its own, to be killed: runs its second argument as the service `web`, run 1. What the service
 * writes goes to stdout; what it takes to adopt it, to stderr. The third argument: the environment of the service in JSON; the fourth: the project. With a
 * fifth, it has a terminal.
 */
import { writeSync } from 'node:fs';
import { createProcessHost } from '../../../src/adapters/process/host.ts';
import type { ProcessSpec } from '../../../src/core/service.ts';

const [stateDir = '', command = '', env = '{}', project = 'detached', tty = ''] = process.argv.slice(1);
const session = `first${process.pid}`;
const host = createProcessHost({ stateDir, project, session, environ: process.env, outlivesSupervisor: true });
const spec = { name: 'web', dir: process.cwd(), env: JSON.parse(env) } as unknown as ProcessSpec;
const handle = host.spawn(
  { spec, run: 1, purpose: 'exec', command, tty: tty !== '', stdin: 'open' },
  { write: (chunk) => writeSync(1, chunk) > 0, onDrain() {}, end() {} },
  {
    spawned: () => setImmediate(() => writeSync(2, `${JSON.stringify(handle.identity)}\n`)),
    spawnFailed: (message) => writeSync(2, `failed: ${message}\n`),
    exited() {},
    treeGone() {},
  },
);
