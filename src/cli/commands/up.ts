import { ignoresHangup } from '../../adapters/os/nohup.ts';
import { loadProject } from '../../config/load.ts';
import type { Project } from '../../config/project.ts';
import { type Waited, waitedIn } from '../../core/causes/ended.ts';
import type { Changed } from '../../core/changes.ts';
import type { ExitOn, State } from '../../core/state.ts';
import { runProject } from '../../host/project-run.ts';
import { openStdout } from '../../host/stdout.ts';
import { closingText } from '../../present/closing.ts';
import { remarksOn } from '../../present/narrate.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions as readLoadOptions, UsageError } from '../args/project-options.ts';
import { holdChunks } from '../boot/hold.ts';
import { systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { isTerminal } from '../io/is-terminal.ts';
import { printOut } from '../io/stdio.ts';
import { fail } from '../present/error.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';
import { exitStatus } from '../up/exit-status.ts';
import { OTHER_FILES_HINT } from '../up/other-files.ts';
import { useColor } from '../up/plain/color.ts';
import { createPlainStream } from '../up/plain/stream.ts';
import { tellWaits } from '../up/plain/waits.ts';
import { startNames } from '../up/start-names.ts';
import { stopOnSignals } from '../up/stop-on-signals.ts';

/**
 * `zdev up`: brings the project up in this process, with the plain stream, and ends with it. Returns the exit status.
 */
export async function up(values: OptionValues, given: readonly string[]): Promise<number> {
  const loadOptions = readLoadOptions(values);
  const project = await loadProject(loadOptions);
  if (await reportDiagnostics(project.diagnostics)) return EXIT.usage;
  const names = await startNames(values, given, project, systemIo());
  if (!names) return EXIT.failed;
  if (values['detach'] || values['wait'] || /^(1|t|true)$/i.test(process.env['OVERMIND_DAEMONIZE'] ?? '')) {
    const { upInBackground } = await import('../up/background.ts');
    return upInBackground(values, names, project);
  }
  if (values['json'])
    throw new UsageError('--json needs --detach or --wait; "zdev events --json" reports what happens');

  const terminal = isTerminal(1);
  const stream = createPlainStream({
    out: openStdout(),
    names: project.services.map((service) => service.name),
    color: values['color'] === true || useColor({ env: process.env, isTTY: terminal || project.rows.color === true }),
    timestamps: showsTime(values, project),
    terminal,
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    nowDate: () => new Date(),
  });
  const run = await runProject({
    project,
    loadOptions,
    outlivesSupervisor: false,
    open: () => ({
      exitOn: exitOn(values, project),
      watch: values['no-watch'] !== true,
      freePorts: values['free-ports'] === true,
      tty: terminal ? 'all' : 'none',
      output: ({ name }) => stream.sink(name),
      notice: (message) => stream.say(message),
      changed: (...change) => tell(...change),
    }),
  });
  if ('refused' in run) {
    const other = run.running ? await (await import('../up/attach-to-running.ts')).runsOtherFiles(project) : null;
    if (other !== null) return fail(systemIo(), other, OTHER_FILES_HINT);
    if (run.running && terminal)
      return (await import('../up/attach-to-running.ts')).attachToRunning(run.refused, project, names);
    return fail(systemIo(), run.refused);
  }
  const { session } = run;
  const { supervisor, nowMs } = session;
  let waited: Waited = new Map();
  const waits = tellWaits({ state: () => supervisor.state, nowMs, say: (text) => stream.say(text) });
  const tell: Changed = (next, previous, touched) => {
    for (const { name, text } of remarksOn(next, previous, nowMs(), touched)) stream.say(text, name);
    if (next.shutdown && !previous.shutdown) waited = waitedIn(previous, nowMs());
    waits(next, previous, touched);
  };
  stopOnSignals({ supervisor, nowMs, say: (text) => stream.say(text), hangup: !ignoresHangup() });
  stream.onReaderGone(() => supervisor.send({ type: 'shutdown-requested', force: false }));
  void run.start(names).then((problem) => {
    void holdChunks('cli-commands-up.cjs');
    if (problem !== null) stream.say(`no other zdev can reach this one: ${problem}`);
  });

  const { state } = await session.finished;
  stream.say(closingText(state, waited));
  await stream.end(); // lines that a slow reader has not taken yet still go into the log files
  await run.end();
  if (process.env['GITHUB_ACTIONS'] === 'true') await annotateFailures(state);
  return exitStatus(state);
}

/** Prints what has failed for good, as annotations of the step. */
async function annotateFailures(state: State): Promise<void> {
  const { annotation, placeIn } = await import('../present/github.ts');
  const { causeOf } = await import('../../core/causes/cause.ts');
  const { conditionText } = await import('../../present/condition.ts');
  for (const service of state.services.values()) {
    const { spec, phase } = service;
    if (phase.is !== 'failed' || spec.kind === 'target') continue;
    const cause = causeOf(service, state, 0);
    const error = cause.diagnosis?.error ?? [];
    const text = [`${spec.name}: ${conditionText(cause)}`, ...error].join('\n');
    printOut(
      annotation('error', text, { title: `zdev: ${spec.name}`, place: placeIn(error, process.cwd(), spec.dir) }),
    );
  }
}

/** The command line decides, else `.foreman`. */
function showsTime(values: OptionValues, { rows }: Project): boolean {
  if (values['no-timestamp']) return false;
  return values['timestamp'] === true || rows.timestamps !== false;
}

/** As in foreman, with a Procfile alone: the first end ends everything. As in overmind, if all may die: no end does. */
function exitOn(values: OptionValues, project: Project): ExitOn {
  const given = values['exit-on'];
  if (typeof given === 'string') return given as ExitOn;
  if (!project.bareProcfile) return 'all';
  return project.services.every((service) => service.kind !== 'target' && service.canDie) ? 'never' : 'any';
}
