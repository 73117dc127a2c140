import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { edgeVariable } from '../../config/edge/addresses.ts';
import { matching } from '../../config/matching.ts';
import type { Project } from '../../config/project.ts';
import type { ProcessSpec } from '../../core/service.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { loadAsRunning } from '../client/as-running.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';

/** A command, and where to run it. */
interface Job {
  readonly file: string;
  readonly args: readonly string[];
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** What to do after it has ended. */
  readonly after?: () => Promise<void>;
}

/**
 * `zdev run`: runs a command on this terminal, in the directory and environment of a service or of the project. Returns
 * the command's exit status, 128+n for a signal, or 127 if there is no such command.
 */
export async function run(values: OptionValues, words: readonly string[], io: CommandIo = systemIo()): Promise<number> {
  if (words.length === 0) throw nothingToRun();
  const project = await loadAsRunning(values, io);
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
  if (await reportDiagnostics(errors, io)) return EXIT.usage;
  const job = await jobOf(words, project, io);
  if (job === null) return EXIT.failed;
  const json = values['json'] === true;
  const { status, ran } = await execute(job, project, io, json);
  await job.after?.();
  if (json && ran) printJson(io, values, 'run', { ok: status === 0, status });
  return status;
}

const nothingToRun = () =>
  new UsageError('nothing to run: use zdev run NAME, zdev run -- COMMAND, or zdev run NAME -- COMMAND');

/** Parses `NAME`, `NAME -- COMMAND`, `-- COMMAND`, or, as in foreman, a command that is not the name of a service. */
async function jobOf(words: readonly string[], project: Project, io: CommandIo): Promise<Job | null> {
  const [first = '', second] = words;
  const service = first === '--' ? undefined : findService(first, project);
  if (service === undefined && second === '--') {
    const { matchNames } = await import('../client/match-names.ts');
    await matchNames(
      [first],
      project.services.map(({ name }) => name),
      io,
    );
    return null;
  }
  if (service?.kind === 'target') {
    fail(io, `${service.name} is a target: it has no command`);
    return null;
  }
  if (service?.container) {
    const own = words.slice(second === '--' ? 2 : 1);
    if (second === '--' && own.length === 0) throw nothingToRun();
    const { runInContainer } = await import('./run-container.ts');
    return runInContainer(service, own, io);
  }
  const own = service && {
    dir: service.dir,
    env: { ...(await edgeVariable(service.name, project, io.env)), ...service.env },
  };
  if (service && own && second === undefined) return inShell(service.exec, own);
  const place = own ?? { dir: project.dir, env: commonEnv(project) };
  const command = words.slice(first === '--' ? 1 : service === undefined ? 0 : second === '--' ? 2 : 1);
  // A single word with blanks is a line for the shell, as in `sh -c`.
  const [file = '', ...args] = command;
  if (file === '') throw nothingToRun();
  if (args.length === 0 && /\s/.test(file)) return inShell(file, place);
  return { file, args, dir: place.dir, env: place.env };
}

/** Of several instances of a Procfile entry, finds the first. */
export function findService(word: string, { services }: Project) {
  // A word with a star belongs to the command.
  if (word.includes('*')) return undefined;
  const [first] = matching(
    word,
    services.map(({ name }) => name),
  );
  return services.find(({ name }) => name === first);
}

function inShell(command: string, { dir, env }: Pick<ProcessSpec, 'dir' | 'env'>): Job {
  return { file: '/bin/sh', args: ['-c', command], dir, env };
}

/**
 * The variables that all services share: those of the project's env files, but none of a single service, such as PORT.
 */
export function commonEnv({ services }: Project): Record<string, string> {
  const own = services.flatMap((service) => (service.kind === 'target' ? [] : [service.env]));
  return Object.fromEntries(
    Object.entries(own[0] ?? {}).filter(([key, value]) => {
      return key !== 'PORT' && key !== 'PS' && own.every((env) => env[key] === value);
    }),
  );
}

/** The result of a command: its exit status, and whether it could run at all. If not, the reason has been printed. */
interface Execution {
  readonly status: number;
  readonly ran: boolean;
}

/** With `quiet`, stdout is for zdev's answer, and the output of the command goes to stderr. */
function execute(job: Job, project: Project, io: CommandIo, quiet: boolean): Promise<Execution> {
  const { file, args, dir, env } = job;
  return new Promise((resolve) => {
    const stdio: StdioOptions = ['inherit', quiet ? 2 : 'inherit', 'inherit'];
    const child = spawn(file, args, { cwd: dir, env: { ...io.env, ...env }, stdio });
    const release = passSignals(child);
    child.on('error', (error: NodeJS.ErrnoException) => {
      release();
      void cannotRun({ file, dir, error, project, io }).then((status) => resolve({ status, ran: false }));
    });
    child.on('exit', (code, signal) => {
      release();
      resolve({ status: signal ? 128 + constants.signals[signal] : (code ?? EXIT.failed), ran: true });
    });
  });
}

/**
 * The terminal sends Ctrl-C to the command too, and the command decides. zdev passes on other signals, which only zdev
 * gets.
 */
function passSignals(child: ChildProcess): () => void {
  const leave = () => {};
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', leave).on('SIGQUIT', leave).on('SIGTERM', pass).on('SIGHUP', pass);
  return () => {
    process.off('SIGINT', leave).off('SIGQUIT', leave).off('SIGTERM', pass).off('SIGHUP', pass);
  };
}

interface NotRun extends Pick<Job, 'file' | 'dir'> {
  readonly error: NodeJS.ErrnoException;
  readonly project: Project;
  readonly io: CommandIo;
}

/** As in a shell: 127 if there is no such command, 126 if it cannot run. */
async function cannotRun({ file, dir, error, project: { services }, io }: NotRun): Promise<number> {
  const { code, message } = error;
  // Node reports a missing directory in the same way as a missing command.
  const isPlace = existsSync(dir);
  if (code !== 'ENOENT' || !isPlace) {
    fail(io, `cannot run ${file}: ${isPlace ? message : `the directory ${dir} does not exist`}`);
    return 126;
  }
  const { nearest } = await import('../../core/suggest.ts');
  const near = nearest(
    file,
    services.map(({ name }) => name),
  );
  fail(io, `there is no service and no command "${file}"`, near === null ? undefined : `did you mean "${near}"?`);
  return 127;
}
