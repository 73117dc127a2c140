import { fileURLToPath } from 'node:url';

/** The shell command for a program of test/fixtures/programs, such as `program('exits-with.sh', 3)`. */
export function program(name: string, ...args: (string | number)[]): string {
  const path = fileURLToPath(new URL(`../fixtures/programs/${name}`, import.meta.url));
  const interpreter = name.endsWith('.mjs') ? [process.execPath] : ['/bin/sh'];
  return [...interpreter, path, ...args].map((word) => `'${word}'`).join(' ');
}
