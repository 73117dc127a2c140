import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutOf, sameRepository } from '../../../src/config/checkout.ts';
import { tempDir } from '../../helpers/temp.ts';

/** A checkout with this `origin`. */
function checkout(url: string | null) {
  const dir = tempDir();
  mkdirSync(join(dir, '.git'));
  const remote = url === null ? '' : `[remote "origin"]\n\turl = ${url}\n[branch "main"]\n\tremote = origin\n`;
  writeFileSync(join(dir, '.git/config'), `[core]\n\tbare = false\n[remote "fork"]\n\turl = /fork\n${remote}`);
  return checkoutOf(dir)!;
}

test('clones with the same origin belong to one repository, and so does a clone of the other', () => {
  const [one, two] = [checkout('https://example.com/shop.git'), checkout('https://example.com/shop/')];
  expect(sameRepository(one, two)).toBe(true);
  expect(sameRepository(one, one)).toBe(true);
  expect(sameRepository(one, checkout('https://example.com/other'))).toBe(false);
  const copy = checkout(one.root);
  expect([sameRepository(copy, one), sameRepository(one, copy), sameRepository(copy, two)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(sameRepository(checkout(`file://${two.root}/.git`), two)).toBe(true);
});

test('checkouts without an origin, and other directories, have nothing in common', () => {
  expect(sameRepository(checkout(null), checkout(null))).toBe(false);
  expect(sameRepository(null, null)).toBe(false);
});

test('a directory that cannot be inspected is in no checkout, and causes no error', () => {
  const dir = tempDir();
  symlinkSync('circle', join(dir, 'circle'));
  expect(() => checkoutOf(join(dir, 'circle/app'))).not.toThrow();
});
