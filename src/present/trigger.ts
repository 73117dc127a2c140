import type { Trigger } from '../core/trigger.ts';

const MAX_FILES = 3;

/** Why a run was stopped, or made way for another: `src/api.ts changed`, `db restarts or stops`, `you asked for a restart`. */
export function triggerText(trigger: Trigger): string {
  switch (trigger.type) {
    case 'user':
      return `you asked for a ${trigger.what}`;
    case 'dependency':
      return `${trigger.name} stops or restarts`;
    case 'reload':
      return 'its config changed';
    case 'files': {
      const { paths } = trigger;
      const more = paths.length - MAX_FILES;
      return `${paths.slice(0, MAX_FILES).join(', ')}${more > 0 ? ` and ${more} more` : ''} changed`;
    }
  }
}

/** Of files that a service writes itself. */
export function selfWrittenText(paths: readonly string[]): string {
  return `writes ${paths.join(', ')} itself, which it watches: no longer restarted for that`;
}

/** The line for the config. */
export function selfWrittenStep(paths: readonly string[]): string {
  return `add to watch: ignore = [${paths.map((path) => JSON.stringify(path)).join(', ')}]`;
}
