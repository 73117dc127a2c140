import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './programs.ts';
import type { Rig } from './zdev.ts';

/** Puts programs on the PATH of a project: each a fixture under another name. Gives the environment to start zdev with. */
export function onPath(rig: Rig, programs: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, fixture] of Object.entries(programs)) {
    rig.write(`fake-bin/${name}`, `#!/bin/sh\nexec ${program(fixture)} "$@"\n`);
    chmodSync(join(rig.dir, 'fake-bin', name), 0o755);
  }
  return { PATH: `${join(rig.dir, 'fake-bin')}:${process.env['PATH'] ?? ''}`, DOCKER_FAKE: join(rig.dir, 'docker') };
}
