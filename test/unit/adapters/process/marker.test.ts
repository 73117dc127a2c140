import { expect, test } from 'vitest';
import { formatMarker, markerIn, parseMarker } from '../../../../src/adapters/process/marker.ts';

const marker = { project: 'shop', session: 's1', service: 'web.1', run: 12 };

test('a marker survives the way there and back', () => {
  expect(formatMarker(marker)).toBe('shop/s1/web.1/12');
  expect(parseMarker('shop/s1/web.1/12')).toEqual(marker);
});

test.each(['', 'shop', 'shop/s1/web', 'shop/s1/web/x', 'shop/s1/web/1/2', '//web/1'])('%j is no marker', (value) => {
  expect(parseMarker(value)).toBeNull();
});

test.each([
  ['first', 'ZDEV_RUN=a/b/c/1\0PATH=/bin\0', 'a/b/c/1'],
  ['in the middle', 'A=1\0ZDEV_RUN=a/b/c/1\0B=2\0', 'a/b/c/1'],
  ['last, cut off', 'A=1\0ZDEV_RUN=a/b/c/1', 'a/b/c/1'],
  ['not there', 'A=1\0B=2\0', null],
  ['only at the end of another name', 'XZDEV_RUN=a/b/c/1\0', null],
  ['only inside a value', 'A=ZDEV_RUN=a/b/c/1\0', null],
  ['nothing at all', '', null],
])('finds the marker in an environment: %s', (_, environ, expected) => {
  expect(markerIn(Buffer.from(environ))).toBe(expected);
});
