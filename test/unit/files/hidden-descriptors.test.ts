import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hideFromChildren, withoutHidden } from '../../../src/files/hidden-descriptors.ts';
import { tempDir } from '../../helpers/temp.ts';

test('a child gets /dev/null in the place of a hidden descriptor until that is closed, and what it was meant to get', () => {
  const file = join(mkdtempSync(join(tempDir(), 'hidden-')), 'text');
  writeFileSync(file, 'hello');
  const [fd, other] = [openSync(file, 'r'), openSync(file, 'r')];
  expect(withoutHidden(['ignore', 'pipe', 'pipe'])).toEqual(['ignore', 'pipe', 'pipe']);
  const closed = hideFromChildren(7);
  const stdio = withoutHidden(['ignore', 'pipe', 'pipe', 'ignore', fd]);
  expect(stdio.slice(0, 7)).toEqual(['ignore', 'pipe', 'pipe', 'ignore', fd, 'ignore', 'ignore']);
  const seen = spawnSync('/bin/sh', ['-c', 'cat <&4; cat <&7; echo "[$?]"'], { stdio, encoding: 'utf8' });
  expect(seen.stdout).toBe('hello[0]\n');
  // A socket that is meant for the child stays in its place.
  expect(withoutHidden(['ignore', 'pipe', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore', other])[7]).toBe(other);
  const again = hideFromChildren(7);
  closed();
  expect(withoutHidden(['ignore', 'pipe', 'pipe']).at(7)).toBeTypeOf('number');
  again();
  expect(withoutHidden(['ignore', 'pipe', 'pipe'])).toEqual(['ignore', 'pipe', 'pipe']);
  for (const each of [fd, other]) closeSync(each);
});
