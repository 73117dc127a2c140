import type { LoadOptions, Project } from '../../config/project.ts';
import type { Changed } from '../../core/changes.ts';
import type { ExitOn, State } from '../../core/state.ts';
import { type Refusal, runProject } from '../../host/project-run.ts';
import type { TerminalSize } from '../../host/terminal/run-screen.ts';
import type { AutoTty } from '../../host/terminal/wanted.ts';
import { remarksOn } from '../../present/narrate.ts';
import { forPeople } from '../../safe/people.ts';
import type { OptionValues } from '../args/options.ts';
import { holdChunks } from '../boot/hold.ts';
import { NULL_WRITER } from './null-writer.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { openSupervisorLog } from './supervisor-log.ts';

/** A supervisor that shows nothing. */
export interface HeadlessSupervisor {
  /** Messages about its start for the user. */
  readonly notices: readonly string[];
  readonly stateDir: string;
  /** Stops everything in order. */
  stop(): void;
  /** Resolves when everything is stopped, or left to the next supervisor. */
  readonly finished: Promise<State>;
  /** Releases the project, after that. */
  end(): Promise<void>;
}

/**
 * Makes this process the supervisor of a project. The output is only recorded, and zdev's own messages go to `say`.
 * Resolves when clients can connect.
 */
export async function startHeadlessSupervisor(options: {
  readonly project: Project;
  readonly loadOptions: LoadOptions;
  readonly values: OptionValues;
  readonly names: readonly string[];
  readonly exitOn: ExitOn;
  /** Services keep running if this process is killed. */
  readonly outlivesSupervisor: boolean;
  /** What `tty = "auto"` means. */
  readonly tty: AutoTty;
  /** Size of the terminals of services, until a client sets another. */
  readonly terminalSize?: TerminalSize;
}): Promise<Refusal | HeadlessSupervisor> {
  const { project, loadOptions, values, outlivesSupervisor } = options;
  const notices: string[] = [];
  let say: (text: string) => void = () => {};
  const run = await runProject({
    project,
    loadOptions,
    outlivesSupervisor,
    open(stateDir) {
      const write = openSupervisorLog(stateDir);
      process.on('uncaughtExceptionMonitor', (error) => write(logLine(error.stack ?? String(error))));
      say = (text) => write(logLine(text));
      return {
        exitOn: options.exitOn,
        watch: values['no-watch'] !== true,
        freePorts: values['free-ports'] === true,
        tty: options.tty,
        ...(options.terminalSize ? { terminalSize: options.terminalSize } : {}),
        output: () => NULL_WRITER,
        notice(message) {
          notices.push(message);
          say(message);
        },
        changed: (...change) => tell(...change),
      };
    },
  });
  if ('refused' in run) return run;
  const { session } = run;
  const { supervisor, nowMs } = session;
  const tell: Changed = (next, previous, touched) => {
    for (const { name, text } of remarksOn(next, previous, nowMs(), touched)) say(`${name}: ${text}`);
  };
  stopOnSignals({ supervisor, nowMs, say, hangup: false });
  const starting = run.start(options.names);
  const [problem] = await Promise.all([
    starting,
    holdChunks(outlivesSupervisor ? 'cli-commands-supervise.cjs' : OWNED_CHUNK),
  ]);
  if (problem !== null) {
    // No client could ever connect.
    say(`no command can reach this zdev: ${problem}; stopping`);
    supervisor.send({ type: 'shutdown-requested', force: false });
    await session.finished;
    await run.end();
    return { refused: unreachableText(run.stateDir, problem), running: false };
  }
  return {
    notices,
    stateDir: run.stateDir,
    stop: () => supervisor.send({ type: 'shutdown-requested', force: false }),
    finished: session.finished.then(({ state }) => state),
    end: run.end,
  };
}

function unreachableText(stateDir: string, problem: string): string {
  const hint = '"zdev up --no-tui" needs no socket; ZDEV_RUNTIME_DIR names another directory for it';
  return `no socket can be made in ${stateDir} or a runtime directory: ${problem}; zdev stops what it has started\n  hint: ${hint}`;
}

/** A line of zdev's own log. */
function logLine(text: string): string {
  return `${new Date().toISOString()} ${forPeople(text)}\n`;
}

const OWNED_CHUNK = 'cli-commands-supervise-owned.cjs';
