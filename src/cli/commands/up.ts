import { loadProject } from '../../config/load.ts';
import type { Project } from '../../config/project.ts';
import { narrate } from '../../core/narrate.ts';
import type { ExitOn, State } from '../../core/state.ts';
import { runProject } from '../../host/project-run.ts';
import { isTerminal, openStdout } from '../../host/stdout.ts';
import { EXIT } from '../exit-code.ts';
import { exitStatus } from '../exit-status.ts';
import type { OptionValues } from '../options.ts';
import { useColor } from '../plain/color.ts';
import { createPlainStream } from '../plain/stream.ts';
import { loadOptions as readLoadOptions } from '../project.ts';
import { reportDiagnostics, unknownName } from '../report.ts';
import { stopOnSignals } from '../signals.ts';

/** `zdev up`: brings the project up in this process, with the plain stream, and ends with it. Gives the exit status. */
export async function up(values: OptionValues, names: readonly string[]): Promise<number> {
  const loadOptions = readLoadOptions(values);
  const project = await loadProject(loadOptions);
  if (await reportDiagnostics(project.diagnostics)) return EXIT.usage;
  const unknown = names.find((name) => !project.services.some((service) => service.name === name));
  if (unknown !== undefined) return unknownName(unknown, project);
  if (values['detach'] || values['wait']) {
    const { upInBackground } = await import('./up-background.ts');
    return upInBackground(values, names, project);
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
  const run = await runProject({
    project,
    loadOptions,
    survive: false,
    open: () => ({
      exitOn: exitOn(values, project),
      watch: values['no-watch'] !== true,
      freePorts: values['free-ports'] === true,
      tty: terminal,
      output: ({ name }) => stream.sink(name),
      notice: (message) => stream.say(message),
      changed: (next, previous) => tell(next, previous),
    }),
  });
  if ('refused' in run) {
    if (run.running && terminal) return (await import('./up-attach.ts')).attachToRunning(run.refused, project, names);
    process.stderr.write(`error: ${run.refused}\n`);
    return EXIT.failed;
  }
  const { session } = run;
  const { supervisor, nowMs } = session;
  const tell = (next: State, previous: State) => {
    for (const { name, text } of narrate(next, previous, nowMs())) stream.say(text, name);
  };
  stopOnSignals({ supervisor, nowMs, say: (text) => stream.say(text) });
  stream.onReaderGone(() => supervisor.send({ type: 'shutdown-requested', force: false }));
  void run.start(names);

  const { state } = await session.finished;
  await Promise.all([run.end(), stream.end()]);
  return exitStatus(state);
}

/** As foreman for a lone Procfile: one that ends, ends all. */
function exitOn(values: OptionValues, project: Project): ExitOn {
  const given = values['exit-on'];
  if (typeof given === 'string') return given as ExitOn;
  return project.bareProcfile ? 'any' : 'all';
}
