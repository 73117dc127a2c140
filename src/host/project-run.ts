import { systemClock } from '../adapters/clock.ts';
import type { LoadOptions, Project } from '../config/project.ts';
import type { Event } from '../core/event.ts';
import { acquireProject } from './acquire-project.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

/** A project whose supervisor this process is. */
export interface ProjectRun {
  readonly session: Session;
  readonly stateDir: string;
  /** Starts the services: those named and what they need, or what the config says. See `Session.start`. */
  start(names: readonly string[]): Promise<string | null>;
  /** After `session.finished`: lets go of everything, the project's lock last. */
  end(): Promise<void>;
}

/** Why this process cannot be the supervisor, for the user; and whether that is because another one is. */
export interface Refusal {
  readonly refused: string;
  readonly running: boolean;
}

/** Makes this process the supervisor of a project, or says in words for the user why it cannot be. */
export async function runProject(options: {
  readonly project: Project;
  readonly loadOptions: LoadOptions;
  readonly outlivesSupervisor: boolean;
  /** Gives the rest of the session's options; called once the project is ours. */
  readonly open: (
    stateDir: string,
  ) => Pick<
    SessionOptions,
    'exitOn' | 'watch' | 'freePorts' | 'tty' | 'terminalSize' | 'output' | 'changed' | 'notice'
  >;
}): Promise<Refusal | ProjectRun> {
  const { project, loadOptions, outlivesSupervisor } = options;
  // Unique on this machine: two processes of one pid do not start in one millisecond.
  const sessionId = `${process.pid.toString(36)}-${Date.now().toString(36)}`;
  const entry = await acquireProject({ project, session: sessionId, outlivesSupervisor, nowMs: systemClock.nowMs() });
  if (!entry.entered) return { refused: entry.message, running: entry.running };
  const { stateDir, projectId, lock, restored } = entry;
  const rest = options.open(stateDir);
  for (const message of entry.notices) rest.notice(message);
  let session: Session;
  try {
    session = await openSession({
      ...rest,
      project,
      loadOptions,
      stateDir,
      lock,
      projectId,
      sessionId,
      outlivesSupervisor,
    });
  } catch (error) {
    lock.release();
    return { refused: `cannot start: ${(error as Error).message}`, running: false };
  }
  return {
    session,
    stateDir,
    start: (names) => session.start(firstEvents(project, names, restored)),
    async end() {
      await session.close();
      lock.release();
    },
  };
}

/** Where an earlier supervisor was, its intents are gone on with; otherwise the config says what is started. */
function firstEvents(project: Project, names: readonly string[], restored: Event | null): Event[] {
  const begin = restored ? [restored] : [];
  if (names.length > 0) return [...begin, { type: 'start-requested', names, withDependencies: true }];
  if (restored) return begin;
  const all = project.services.filter((service) => service.status === 'start').map((service) => service.name);
  return [{ type: 'start-requested', names: all, withDependencies: false, lazily: true }];
}
