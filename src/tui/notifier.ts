import type { ServiceEntry } from './model/service-entry.ts';
import { notify } from './term/notification.ts';
import type { TerminalSession } from './term/terminal-session.ts';

/** How a user is told about a failure while another window has the focus. */
export type Notify = 'off' | 'desktop' | 'bell';

/** Tells the user about services that were ready and have failed, while the terminal has no focus. */
export interface Notifier {
  /** Sets the current services. */
  changed(entries: readonly ServiceEntry[]): void;
  close(): void;
}

/** Failures within this time become one notification. */
const TOGETHER_MS = 300;

/**
 * `project` returns the project's name. Asks the terminal to report its focus; a terminal that cannot is taken to have
 * it.
 */
export function createNotifier(options: {
  readonly how: Exclude<Notify, 'off'>;
  readonly session: Pick<TerminalSession, 'write' | 'onInput' | 'onRepaint' | 'setFocusReports'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly project: () => string;
}): Notifier {
  const { how, session, env, project } = options;
  const ready = new Set<string>();
  let failures: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let hasFocus = true;
  session.setFocusReports(true);
  session.onInput((chunk) => {
    const last = [...chunk.toString('latin1').matchAll(/\x1b\[([IO])/g)].at(-1);
    if (last) hasFocus = last[1] === 'I';
  });
  // A user who has resumed zdev is in front of it.
  session.onRepaint(() => {
    hasFocus = true;
  });

  function tell(): void {
    const [first = '', ...more] = failures;
    failures = [];
    timer = undefined;
    if (hasFocus) return;
    const body = more.length > 0 ? `${first}, and ${more.length} more failed` : first;
    if (how === 'bell') session.write('\x07');
    else notify({ title: `zdev: ${project()}`, body }, { write: session.write, env });
  }

  return {
    changed(entries) {
      for (const { row } of entries) {
        const { name, intent, state, reason } = row;
        if (row.ready && row.kind !== 'target') ready.add(name);
        else if (intent === 'down' || state === 'exited') ready.delete(name);
        else if (state === 'failed' && ready.delete(name)) {
          failures.push(`${name}: ${reason}`);
          timer ??= setTimeout(tell, TOGETHER_MS).unref();
        }
      }
    },
    close() {
      clearTimeout(timer);
      session.setFocusReports(false);
    },
  };
}
