import type { Asker, Trigger } from '../core/trigger.ts';
import { listText } from './words.ts';

const MAX_FILES = 3;

/** Why a run was stopped or replaced: `src/api.ts changed`, `you asked for a restart (zdev restart db, pid 812)`. */
export function triggerText(trigger: Trigger): string {
  switch (trigger.type) {
    case 'user':
      return `you asked for a ${trigger.what}${byText(trigger.by)}`;
    case 'signal':
      return `you sent ${trigger.signal}${byText(trigger.by)}`;
    case 'shutdown':
      return `everything is stopped${byText(trigger.by)}`;
    case 'dependency':
      return `${trigger.name} stops or restarts`;
    case 'reload':
      return `its config changed${byText(trigger.by)}`;
    case 'connection':
      return 'somebody connected';
    case 'idle':
      return 'no client is connected';
    case 'files':
      return `${listText(trigger.paths, MAX_FILES)} changed`;
  }
}

/** The client that asked: ` (zdev stop db, pid 812)`. Empty if it is unknown. */
export function byText(by: Asker | undefined): string {
  if (!by) return '';
  return ` (${by.name ?? 'a client of the socket'}${by.pid === null ? '' : `, pid ${by.pid}`})`;
}

/** The text about watched files that a service writes itself. */
export function selfWrittenText(paths: readonly string[]): string {
  return `writes ${paths.join(', ')} itself, and watches it: such a change no longer restarts it`;
}

/** The line to add to the config. */
export function selfWrittenStep(paths: readonly string[]): string {
  return `add to watch: ignore = [${paths.map((path) => JSON.stringify(path)).join(', ')}]`;
}
