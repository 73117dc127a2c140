import { isAbsolute } from 'node:path';
import { ENGINES } from '../../core/engines.ts';
import type { ImportOptions } from './options.ts';

/** The programs that may run containers. */
export interface Engines {
  /** In the order in which they are tried; never empty. */
  readonly commands: readonly string[];
  /** False: none is installed on this machine, and the first stands for a later one. */
  readonly isThere: boolean;
}

/** The engine of `ZDEV_CONTAINER_ENGINE`, or those on the PATH. */
export function enginesOf({ disk, environ }: Pick<ImportOptions, 'disk' | 'environ'>): Engines {
  const isThere = (command: string) =>
    isAbsolute(command) ? disk.kind(command) !== 'missing' : disk.finds(command, environ['PATH']);
  const wanted = environ['ZDEV_CONTAINER_ENGINE'];
  const found = (wanted ? [wanted] : ENGINES).filter(isThere);
  return { commands: found.length > 0 ? found : [wanted || ENGINES[0]!], isThere: found.length > 0 };
}
