import { systemClock } from '../adapters/clock.ts';
import type { LoadOptions, Project } from '../config/project.ts';
import type { Event } from '../core/event.ts';
import { acquireProject } from './acquire-project.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

/** A project that this process supervises. */
export interface ProjectRun {
  readonly session: Session;
  readonly stateDir: string;
  /** Starts the named services and their requirements, or those that the config names. See `Session.start`. */
  start(names: readonly string[]): Promise<string | null>;
  /** Call this after `session.finished`. Releases everything, the project's lock last. */
  end(): Promise<void>;
}

/** Why this process cannot be the supervisor, for the user, and whether another supervisor is the reason. */
export interface Refusal {
  readonly refused: string;
  readonly running: boolean;
}

/** Makes this process the supervisor of a project, or returns the reason why it cannot be. */
export async function runProject(options: {
  readonly project: Project;
  readonly loadOptions: LoadOptions;
  readonly outlivesSupervisor: boolean;
  /** Returns the rest of the session's options. Called once the project is locked. */
  readonly open: (
    stateDir: string,
  ) => Pick<
    SessionOptions,
    'exitOn' | 'watch' | 'freePorts' | 'tty' | 'terminalSize' | 'output' | 'changed' | 'notice'
  >;
}): Promise<Refusal | ProjectRun> {
  const { project, loadOptions, outlivesSupervisor } = options;
  // Unique on this machine: two processes with the same pid do not start in the same millisecond.
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

/**
 * The first events of the supervisor. The intents of an earlier supervisor stay; otherwise the config says which
 * services start.
 */
function firstEvents(project: Project, names: readonly string[], restored: Event | null): Event[] {
  const begin = restored ? [restored] : [];
  if (names.length > 0) return [...begin, { type: 'start-requested', names, withDependencies: true }];
  if (restored) return begin;
  const all = project.services.filter((service) => service.status === 'start').map((service) => service.name);
  return [{ type: 'start-requested', names: all, withDependencies: false, lazily: true }];
}
