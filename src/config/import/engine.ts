import { isAbsolute } from 'node:path';
import { ENGINES } from '../../core/engines.ts';
import type { ImportOptions } from './options.ts';

/** The program that runs containers. */
export interface Engine {
  readonly command: string;
  /** False: it is not on this machine, and stands for whichever will be. */
  readonly isThere: boolean;
}

/** `ZDEV_CONTAINER_ENGINE`, or whichever is on the PATH. */
export function engineOf({ disk, environ }: Pick<ImportOptions, 'disk' | 'environ'>): Engine {
  const isThere = (command: string) =>
    isAbsolute(command) ? disk.kind(command) !== 'missing' : disk.finds(command, environ['PATH']);
  const wanted = environ['ZDEV_CONTAINER_ENGINE'];
  const command = wanted || ENGINES.find(isThere) || ENGINES[0]!;
  return { command, isThere: isThere(command) };
}
