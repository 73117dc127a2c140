import { watchPaths } from '../../adapters/watch/appearance.ts';
import type { Project } from '../../config/project.ts';
import type { ReloadOutcome } from '../../rpc/control.ts';

/** Notices that what runs is not what the config says any more. */
export interface ConfigWatch {
  /** The config was read from these files, absolute paths, just now. */
  follow(files: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * Where `[project] auto_reload` says so, `reload` is called when a file has changed. Elsewhere `changed` gets the files that say
 * something else than when they were read, whenever that may be another list.
 */
export async function watchConfig(options: {
  readonly project: Project;
  readonly cwd: string;
  readonly reload: () => Promise<ReloadOutcome>;
  readonly notice: (message: string) => void;
  readonly changedFiles: () => readonly string[];
  readonly changed: (files: readonly string[]) => void;
}): Promise<ConfigWatch> {
  const { project, changedFiles, changed } = options;
  if (project.autoReload) {
    const { watchConfigFiles } = await import('./auto-reload.ts');
    const watch = watchConfigFiles(options);
    return { follow() {}, close: () => watch.close() };
  }
  const look = () => changed(changedFiles());
  let close = watchPaths([...project.sources.config.keys()], look);
  // It may have been edited before anybody watched.
  look();
  return {
    follow(files) {
      close();
      close = watchPaths(files, look);
      look();
    },
    close: async () => close(),
  };
}
