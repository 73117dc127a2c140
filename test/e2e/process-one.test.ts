import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { test } from '../helpers/zdev.ts';

const UNSHARE = ['unshare -fp --mount-proc', 'unshare -Urfp --mount-proc'].find(
  (command) => spawnSync('/bin/sh', ['-c', `${command} true`]).status === 0,
);
const ableToReplaceItself = 'execve' in process;

/** Leaves an orphan that ends at once, and tells what becomes of it. */
const LOOKS_AFTER_AN_ORPHAN = [
  "orphan=$(/bin/sh -c 'true >&- & echo $!')",
  'looks=0',
  'while [ -e /proc/$orphan ] && [ $looks -lt 200 ]; do sleep 0.05; looks=$((looks + 1)); done',
  'if [ -e /proc/$orphan ]; then echo zombie; else echo cleared away; fi',
].join('; ');

test(
  'as process 1 it waits for orphans, and passes the status on',
  needs(UNSHARE !== undefined && ableToReplaceItself, 'it needs process namespaces, and a Node with process.execve'),
  async ({ rig }) => {
    rig.write('Procfile', `a: ${LOOKS_AFTER_AN_ORPHAN}; exit 7\n`);
    const zdev = rig.shell(`exec ${UNSHARE} $ZDEV up`);
    expect(await zdev.ended()).toBe(7);
    expect(zdev.text).toContain('a | cleared away');
  },
);

test(
  'as process 1, where Node cannot become another program, it says what is needed',
  needs(
    UNSHARE !== undefined && !ableToReplaceItself,
    'it needs process namespaces, and a Node without process.execve',
  ),
  async ({ rig }) => {
    rig.write('Procfile', 'a: echo ran\n');
    const zdev = rig.shell(`exec ${UNSHARE} $ZDEV up`);
    expect(await zdev.ended()).toBe(0);
    expect(zdev.text).toContain('docker run --init');
    expect(zdev.text).toContain('a | ran');
  },
);
