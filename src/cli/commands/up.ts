import { loadProject } from '../../config/load.ts';
import type { Project } from '../../config/project.ts';
import { exitOutcome } from '../../core/exit-on.ts';
import { narrate } from '../../core/narrate.ts';
import type { ExitOn } from '../../core/state.ts';
import { enterProject } from '../../host/enter.ts';
import { openSession } from '../../host/session.ts';
import { isTerminal, openStdout } from '../../host/stdout.ts';
import { EXIT } from '../exit-code.ts';
import type { OptionValues } from '../options.ts';
import { useColor } from '../plain/color.ts';
import { createPlainStream } from '../plain/stream.ts';
import { loadOptions } from '../project.ts';
import { reportDiagnostics, unknownName } from '../report.ts';
import { stopOnSignals } from '../signals.ts';

/** `zdev up`: brings the project up in this process, with the plain stream, and ends with it. Gives the exit status. */
export async function up(values: OptionValues, names: readonly string[]): Promise<number> {
  const project = await loadProject(loadOptions(values));
  if (await reportDiagnostics(project.diagnostics)) return EXIT.usage;
  const unknown = names.find((name) => !project.services.some((service) => service.name === name));
  if (unknown !== undefined) return unknownName(unknown, project);

  // Unique on this machine: two processes of one pid do not start in one millisecond.
  const sessionId = `${process.pid.toString(36)}-${Date.now().toString(36)}`;
  const entry = await enterProject(project, sessionId);
  if (!entry.entered) {
    process.stderr.write(`error: ${entry.message}\n`);
    return EXIT.failed;
  }
  const terminal = isTerminal(1);
  const stream = createPlainStream({
    out: openStdout(),
    names: project.services.map((service) => service.name),
    color: useColor({ env: process.env, isTTY: terminal }),
    timestamps: values['no-timestamp'] !== true,
    terminal,
    nowDate: () => new Date(),
  });
  for (const message of entry.notices) stream.say(message);
  const session = await openSession({
    project,
    stateDir: entry.stateDir,
    projectId: entry.projectId,
    sessionId,
    exitOn: exitOn(values, project),
    watch: values['no-watch'] !== true,
    tty: terminal,
    output: ({ name }) => stream.sink(name),
    notice: (message) => stream.say(message),
    changed(next, previous) {
      for (const { name, text } of narrate(next, previous, session.nowMs())) stream.say(text, name);
    },
  });
  const { supervisor } = session;
  stopOnSignals({ supervisor, nowMs: session.nowMs, say: (text) => stream.say(text) });
  stream.onReaderGone(() => supervisor.send({ type: 'shutdown-requested', force: false }));
  supervisor.send(startEvent(names, project));

  const last = await session.finished;
  await Promise.all([session.close(), stream.end()]);
  entry.leave();
  const outcome = exitOutcome(last);
  return 'code' in outcome
    ? outcome.code
    : 128 + (await import('node:os')).constants.signals[outcome.signal as NodeJS.Signals];
}

/** With names: those and what they need. Without: what the config says. */
function startEvent(names: readonly string[], project: Project) {
  const all = project.services.filter((service) => service.status === 'start').map((service) => service.name);
  return names.length > 0
    ? ({ type: 'start-requested', names, withDependencies: true } as const)
    : ({ type: 'start-requested', names: all, withDependencies: false } as const);
}

/** As foreman for a lone Procfile: one that ends, ends all. */
function exitOn(values: OptionValues, project: Project): ExitOn {
  const given = values['exit-on'];
  if (typeof given === 'string') return given as ExitOn;
  return project.bareProcfile ? 'any' : 'all';
}
