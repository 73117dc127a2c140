import { resolve } from 'node:path';
import { fileWatcher } from '../../adapters/watch/watcher.ts';
import type { Project } from '../../config/project.ts';
import { listText } from '../../present/words.ts';
import type { ReloadOutcome } from '../../rpc/control.ts';

/** Reads the config again when one of its files has new content, and reports the result. */
export function watchConfigFiles(options: {
  readonly project: Project;
  readonly cwd: string;
  readonly reload: () => Promise<ReloadOutcome>;
  readonly notice: (message: string) => void;
}): { close(): Promise<void> } {
  const { project, cwd, reload, notice } = options;
  return fileWatcher.watch({
    spec: {
      paths: project.files.map((file) => resolve(cwd, file)),
      ignore: [],
      debounceMs: 100,
      action: 'none',
      signal: 'SIGHUP',
    },
    dir: project.dir,
    root: project.dir,
    changed: () => void reload().then((outcome) => notice(outcomeText(outcome))),
    failed: (message) => notice(`cannot watch the config: ${message}`),
  });
}

function outcomeText(outcome: ReloadOutcome): string {
  if (!outcome.ok) return `config changed, but has errors; nothing was applied\n${outcome.errors.join('\n')}`;
  const { added, removed, changed } = outcome.plan;
  const parts = Object.entries({ added, removed, changed }).filter(([, names]) => names.length > 0);
  const list = parts.map(([word, names]) => `${word} ${listText(names)}`).join('; ');
  return list ? `config changed: ${list}` : 'config changed: nothing to start or stop';
}
