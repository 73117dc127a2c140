import type { ProjectRun } from '../../host/project-run.ts';
import type { ChildCommand } from './child-command.ts';

/** How a `zdev test` ends: by itself, or by signals. */
export interface Ending {
  /** Whether a signal has come. */
  readonly isAsked: boolean;
  /** From now on, signals go to this command; null: to the services. */
  command: ChildCommand | null;
  /** Resolves at the next signal. */
  asked(): Promise<void>;
  /** Takes the services down, and returns the status. */
  stop(status: number): Promise<number>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first signal ends the command, or the services if no command runs; the usual shutdown follows. The second signal
 * kills everything. `terminal`: the terminal has sent Ctrl-C to the command already.
 */
export function createEnding({ session, end }: ProjectRun, terminal: boolean): Ending {
  let count = 0;
  let wake: () => void = () => {};
  const shutdown = (force: boolean) => session.supervisor.send({ type: 'shutdown-requested', force });
  const ending: Ending & { command: ChildCommand | null } = {
    command: null,
    get isAsked() {
      return count > 0;
    },
    asked: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    async stop(status) {
      shutdown(false);
      await session.finished;
      await end();
      return status;
    },
  };
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      count += 1;
      wake();
      if (count > 1) {
        ending.command?.signal('SIGKILL');
        shutdown(true);
      } else if (ending.command === null) shutdown(false);
      else if (signal !== 'SIGINT' || !terminal) ending.command.signal(signal);
    });
  }
  return ending;
}
