import { readdirSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hasProc } from '../../../src/system.ts';
import { needs } from '../../helpers/needs.ts';
import { openHost, run } from './rig.ts';

/** What this process has open of other processes. */
function openOfProcesses(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return /^\/proc\/\d+\//.test(path) && !path.startsWith(`/proc/${process.pid}/`) ? [path] : [];
    } catch {
      return [];
    }
  });
}

test(
  'looking at what runs use keeps nothing open of those that have ended',
  needs(hasProc(), 'it needs /proc'),
  async () => {
    const host = openHost();
    for (let i = 0; i < 5; i++) {
      const observed = run(host, 'sleep 300 & echo ready $!; wait');
      await observed.ready();
      const pid = observed.handle.pid as number;
      expect((await host.usage([pid])).get(pid)?.memoryBytes).toBeGreaterThan(0);
      observed.handle.signal('SIGKILL');
      await observed.ended();
      await host.usage([pid]);
    }
    expect(openOfProcesses()).toEqual([]);
  },
);
