import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { System } from '../../src/system.ts';

const DOOR = Symbol.for('zdev.system');
const world = globalThis as { [DOOR]?: Partial<System> };

/** A system that stands in for another: for this process, and by `env` for programs that it starts. */
export interface StandIn {
  readonly env: { readonly NODE_OPTIONS: string };
  /** This process is on its own system again, or once more on the other. */
  use(on: boolean): void;
}

/**
 * From here to the end of the test file, everything takes the branches for macOS: no `/proc`, and a `ps` like the one
 * there. What this cannot tell is in docs/processes.md.
 */
export function onMac(): StandIn {
  const tools = mkdtempSync(join(tmpdir(), 'zdev-mac-'));
  afterAll(() => {
    use(false);
    rmSync(tools, { recursive: true, force: true });
  });
  const ps = fileURLToPath(new URL('bsd/ps.mjs', import.meta.url));
  writeFileSync(join(tools, 'ps'), `#!/bin/sh\nexec '${process.execPath}' '${ps}' "$@"\n`, { mode: 0o755 });
  const system: System = { platform: 'darwin', toolDirs: [tools, '/bin', '/usr/bin', '/usr/sbin', '/sbin'] };

  function use(on: boolean): void {
    if (on) world[DOOR] = system;
    else delete world[DOOR];
  }

  use(true);
  return { env: envFor(system), use };
}

/** The environment in which a program written for Node takes this system for its own. */
export function envFor(system: Partial<System>): StandIn['env'] {
  const preload = `globalThis[Symbol.for('zdev.system')]=${JSON.stringify(system)}`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
}
