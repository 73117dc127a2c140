import { systemClock } from '../../../src/adapters/clock.ts';
import { createProcessHost } from '../../../src/adapters/process/host.ts';
import { NO_DIAGNOSIS } from '../../../src/core/diagnosis.ts';
import type { ServiceSpec } from '../../../src/core/service.ts';
import { projectIdOf } from '../../../src/files/project-id.ts';
import { createJournal } from '../../../src/host/adoption/journal.ts';
import { takeOver } from '../../../src/host/adoption/take-over.ts';
import { createSupervisor } from '../../../src/runtime/supervisor.ts';

/** A supervisor whose services survive it, with as little around it as possible. Goes on with what it finds. */
export async function openSurvivor(options: {
  stateDir: string;
  session: string;
  specs: readonly ServiceSpec[];
  write: (name: string, chunk: Buffer) => void;
  tty?: boolean;
}) {
  const { stateDir, session, specs } = options;
  const { nowMs } = systemClock;
  // Of this directory alone: what has the id of the project is ended when it is taken over.
  const project = projectIdOf(stateDir);
  const { event, notices } = await takeOver({ stateDir, projectId: project, session, specs, nowMs: nowMs() });
  const processes = createProcessHost({
    stateDir,
    project,
    session,
    environ: process.env,
    outlivesSupervisor: true,
  });
  const supervisor = createSupervisor({
    specs,
    exitOn: 'never',
    ports: {
      clock: systemClock,
      processes,
      probe: async () => ({ ok: true, error: null, answered: true }),
      awaitLine() {},
      typeKeys: () => false,
      inspectPort: async () => null,
      diagnose: async () => NO_DIAGNOSIS,
      awaitMending() {},
      output: ({ name }) => ({
        write(chunk) {
          options.write(name, chunk);
          return true;
        },
        onDrain() {},
        end() {},
      }),
      wantsTty: () => options.tty === true,
    },
    changed: (state) => journal.changed(state),
    finished: () => journal.close({ keep: false }),
  });
  const { handleOf } = supervisor;
  const journal = createJournal({
    stateDir,
    project,
    session,
    handleOf,
    nowMs,
    failed: (message) => notes.push(message),
  });
  const notes = [...notices];
  const names = specs.filter((spec) => spec.status === 'start').map((spec) => spec.name);
  supervisor.send(event ?? { type: 'start-requested', names, withDependencies: false });
  return { supervisor, journal, processes, notices: notes, restored: event };
}
