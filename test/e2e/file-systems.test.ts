import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Lack, lacking } from '../helpers/file-system.ts';
import { test } from '../helpers/zdev-background.ts';

const LACKS: [string, Lack][] = [
  ['knows no hard links', 'links'],
  ['keeps everything open to all, whatever is asked for', 'permissions'],
];

for (const [what, lack] of LACKS) {
  test(`on a file system that ${what}, a project has one supervisor, and ends whole`, async ({ rig, project }) => {
    rig.write('Procfile', 'a: echo up; exec sleep 300\n');
    // With CI set, services have pipes: a terminal of their own would be one more process.
    const env = { ...lacking(lack, rig.dir), CI: 'true' };
    const run = async (...args: string[]) => {
      const ran = await project.run(args, { env });
      expect(ran, args.join(' ')).toMatchObject({ status: 0 });
      return ran.stdout;
    };
    await Promise.all([run('up', '-d', '--wait'), run('up', '-d', '--wait')]);
    expect(await run('ps')).toMatch(/^a +running/m);
    expect(rig.services(), 'the service and its leader').toHaveLength(2);
    expect(await run('logs', 'a')).toContain('up');
    // What anybody could write to does not say who runs.
    expect(existsSync(join(rig.dir, '.zdev', 'zdev.sock'))).toBe(lack === 'links');
    await run('down');
    expect(rig.services()).toEqual([]);
  });
}
