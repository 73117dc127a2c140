import { watchPaths } from '../../adapters/watch/appearance.ts';
import type { Project } from '../../config/project.ts';
import type { ReloadOutcome } from '../../rpc/control.ts';

/** Notices when the config no longer matches what runs. */
export interface ConfigWatch {
  /** The config was just read from these files, given as absolute paths. */
  follow(files: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * With `[project] auto_reload`, calls `reload` when a file has changed. Otherwise passes to `changed` the files whose
 * content differs from when they were read, whenever the list may have changed.
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
  // A file may have been edited before the watch began.
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
