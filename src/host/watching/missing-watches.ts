import { watchPaths } from '../../adapters/watch/appearance.ts';
import { openDisk } from '../../config/disk.ts';
import { missingAt } from '../../config/lint/watch.ts';
import type { ProcessSpec, WatchSpec } from '../../core/service.ts';
import type { Mistake } from '../../present/mistake.ts';

/**
 * Reports which watched paths of a service do not exist, now and after each change: changes at such paths go unnoticed.
 * Reports nothing for a service whose paths all exist. Returns a function that stops this.
 */
export function tellMissingWatches(
  service: ProcessSpec & { readonly watch: WatchSpec },
  root: string,
  tell: (mistakes: readonly Mistake[]) => void,
): () => void {
  const disk = openDisk(root);
  let stop = () => {};
  let told = '';
  const look = (): void => {
    stop();
    const missing = service.watch.paths.flatMap((path) => missingAt(path, service, { dir: root, disk }) ?? []);
    const mistakes = missing.map(({ message, hint }): Mistake => {
      return { severity: 'warning', message, file: null, line: null, hint };
    });
    stop =
      missing.length === 0
        ? () => {}
        : watchPaths(
            missing.map(({ base }) => base),
            look,
          );
    const now = JSON.stringify(mistakes);
    if (now === told || (told === '' && mistakes.length === 0)) return;
    told = now;
    tell(mistakes);
  };
  look();
  return () => stop();
}
