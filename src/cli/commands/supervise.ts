import { closeSync, writeSync } from 'node:fs';
import { loadProject } from '../../config/load.ts';
import { narrate } from '../../core/narrate.ts';
import type { State } from '../../core/state.ts';
import { runProject } from '../../host/project-run.ts';
import { EXIT } from '../exit-code.ts';
import type { OptionValues } from '../options.ts';
import { loadOptions as readLoadOptions } from '../project.ts';
import { stopOnSignals } from '../signals.ts';

/** What the supervisor in the background tells the `zdev up -d` that started it, as one line of JSON on this descriptor. */
export const READY_FD = 3;

/** `error` is for the user; without one, clients can connect. */
export interface Ready {
  readonly pid: number;
  readonly error: string | null;
  readonly notices: readonly string[];
}

/**
 * The supervisor in the background: what `zdev up -d` starts. Not in the help. Its own messages go to stdout, which is
 * `.zdev/supervisor.log`; services outlive it if it is killed. Gives the exit status.
 */
export async function supervise(values: OptionValues, names: readonly string[]): Promise<number> {
  const loadOptions = readLoadOptions(values);
  const project = await loadProject(loadOptions);
  const notices: string[] = [];
  const say = (text: string) => {
    process.stdout.write(`${new Date().toISOString()} ${text}\n`);
  };
  const run = await runProject({
    project,
    loadOptions,
    survive: true,
    open: () => ({
      exitOn: 'never',
      watch: values['no-watch'] !== true,
      freePorts: values['free-ports'] === true,
      // Nobody can look at a terminal here, and what has one cannot be adopted.
      tty: false,
      output: () => NOWHERE,
      notice(message) {
        notices.push(message);
        say(message);
      },
      changed: (next, previous) => tell(next, previous),
    }),
  });
  if ('refused' in run) {
    announce({ pid: process.pid, error: run.refused, notices });
    return EXIT.failed;
  }
  const { session } = run;
  const { supervisor, nowMs } = session;
  const tell = (next: State, previous: State) => {
    for (const { name, text } of narrate(next, previous, nowMs())) say(`${name}: ${text}`);
  };
  stopOnSignals({ supervisor, nowMs, say, hangup: false });
  await run.start(names);
  announce({ pid: process.pid, error: null, notices });
  await session.finished;
  await run.end();
  return EXIT.ok;
}

/** The other side may be gone already: it was not needed for anything else. */
function announce(ready: Ready): void {
  try {
    writeSync(READY_FD, `${JSON.stringify(ready)}\n`);
    closeSync(READY_FD);
  } catch {
    // Nobody listens.
  }
}

/** Output is only recorded, not shown. */
const NOWHERE = { write: () => true, onDrain: (resume: () => void) => resume(), end: () => {} };
