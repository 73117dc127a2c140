import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const here = import.meta.dirname;

/** The built zdev of this checkout. */
export const ZDEV = [process.execPath, resolve(here, '../../dist/zdev.cjs')];

/** A program of 60 lines that only spawns: the lower limit for any tool that runs on Node. */
export const REFERENCE = [process.execPath, resolve(here, '../start/reference.cjs')];

/** The place of a program on PATH; null if it is not there. */
export function onPath(name) {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(dir, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}

/** Tools that run a Procfile, and their command line for one in the current directory. */
const PROCFILE_TOOLS = {
  hivemind: ['hivemind', 'Procfile'],
  overmind: ['overmind', 'start', '-f', 'Procfile'],
  goreman: ['goreman', '-f', 'Procfile', 'start'],
  honcho: ['honcho', 'start', '-f', 'Procfile'],
  foreman: ['foreman', 'start', '-f', 'Procfile'],
  nf: ['nf', 'start', '-j', 'Procfile'],
};

/** Those that are on PATH, by name, with full paths. */
export function procfileTools() {
  return Object.fromEntries(
    Object.entries(PROCFILE_TOOLS).flatMap(([name, [program, ...args]]) => {
      const path = onPath(program);
      return path === null ? [] : [[name, [path, ...args]]];
    }),
  );
}

/** process-compose without its screen and its server; null if it is not installed. */
export function processCompose() {
  const path = onPath('process-compose');
  return path === null ? null : [path, 'up', '-f', 'process-compose.yaml', '-t=false', '--no-server'];
}
