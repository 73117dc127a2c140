import type { Project } from '../../config/project.ts';
import { openStderr } from '../../host/stdout.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions, parseCount, parseSeconds, UsageError } from '../args/project-options.ts';
import { matchNames } from '../client/match-names.ts';
import { connectProject } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { isTerminal } from '../io/is-terminal.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';
import { startCommand } from '../test/child-command.ts';
import { createEnding, type Ending } from '../test/ending.ts';
import { openTestProject, type TestProject } from '../test/test-project.ts';
import { NULL_WRITER } from '../up/null-writer.ts';
import { useColor } from '../up/plain/color.ts';
import { createPlainStream } from '../up/plain/stream.ts';
import { waitUntilReady } from '../up/wait-until-ready.ts';
import { projectVariables } from './env.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

/**
 * `zdev test [NAME…] -- COMMAND`: brings services up separately from any other run, on their own ports, runs a command
 * against them, and takes them down. Returns the exit status of the command, or 1 if the services do not come up or one
 * fails for good meanwhile.
 */
export async function test(
  values: OptionValues,
  words: readonly string[],
  ownIo: CommandIo = systemIo(),
): Promise<number> {
  const [given, command] = split(words);
  // zdev's messages go to stderr: stdout is for the command, or for the answer.
  const io: CommandIo = { ...ownIo, json: false, out: () => {} };
  const answer = values['json'] === true ? ownIo : io;
  const failures = createFailures();
  const opened = await openTestProject({
    loadOptions: { ...loadOptions(values), cwd: io.cwd },
    report: (project) => reportDiagnostics(project.diagnostics, answer),
    output: (project) => (values['logs'] ? shown(project) : () => NULL_WRITER),
    notice: (text) => io.err(`zdev: ${text}\n`),
    failed: failures.add,
  });
  if (opened === null) return EXIT.usage;
  if (typeof opened === 'string') return fail(answer, opened);
  const ending = createEnding(opened.run, isTerminal(0));
  const { project, run, beside } = opened;
  const all = project.services.map(({ name }) => name);
  const names = await matchNames(given, all, answer);
  if (!names) return ending.stop(EXIT.failed);
  const problem = await run.start(names);
  const { client, problem: other } = await connectProject(project.dir, undefined, beside);
  if (!client) return ending.stop(fail(answer, `cannot talk to the services: ${problem ?? other}`));
  try {
    const timeoutMs = parseSeconds(values, 'timeout') ?? DEFAULT_TIMEOUT_MS;
    const retries = parseCount(values, 'retry-up') ?? 0;
    const isUp = await bringUp({ client, names, timeoutMs, retries, io });
    const tell = (stage: 'up' | 'command', status: number) =>
      tellOutcome({ ...{ client, values, stage, status, failures }, io: answer });
    if (!isUp || ending.isAsked) {
      await tell('up', EXIT.failed);
      return await ending.stop(EXIT.failed);
    }
    const status = await runCommand(command, {
      opened,
      ending,
      client,
      failures,
      io,
      quiet: values['json'] === true,
    });
    await tell('command', status);
    if (values['keep'] && !ending.isAsked) {
      io.err(`zdev: the command ended with ${status}; the services stay up until Ctrl-C\n`);
      await ending.asked();
    }
    return await ending.stop(status);
  } finally {
    client.close();
  }
}

/** Splits `NAME… -- COMMAND`. */
function split(words: readonly string[]): [names: readonly string[], command: readonly string[]] {
  const at = words.indexOf('--');
  const command = at < 0 ? [] : words.slice(at + 1);
  if (command.length > 0) return [words.slice(0, at), command];
  throw new UsageError('nothing to run: use zdev test -- COMMAND, or zdev test NAME… -- COMMAND');
}

interface UpOptions {
  readonly client: RpcClient;
  readonly names: readonly string[];
  readonly timeoutMs: number;
  readonly retries: number;
  readonly io: CommandIo;
}

/** Waits until the services are ready. Starts failed services again, as often as requested. */
async function bringUp({ client, names, timeoutMs, retries, io }: UpOptions): Promise<boolean> {
  for (let left = retries; ; left--) {
    if ((await waitUntilReady({ client, names, timeoutMs, values: {}, io, progress: false })) === EXIT.ok) return true;
    if (left <= 0) return false;
    const { problems } = await client.call('project.why', {});
    const failed = problems.map(({ name }) => name);
    io.err(`zdev: starts again: ${failed.join(', ')}\n`);
    if (failed.length > 0) await client.call('service.start', { name: failed });
  }
}

interface RunOptions {
  readonly opened: TestProject;
  readonly ending: Ending;
  readonly client: RpcClient;
  readonly failures: Failures;
  readonly io: CommandIo;
  /** Sends the command's output to stderr. */
  readonly quiet: boolean;
}

/** Runs the command, and ends it if a service fails for good. Returns its status, or the status for a failure. */
async function runCommand(words: readonly string[], options: RunOptions): Promise<number> {
  const { opened, ending, client, failures, io, quiet } = options;
  const { project, beside } = opened;
  const child = startCommand(words, {
    cwd: io.cwd,
    env: { ...io.env, ...projectVariables(project), ZDEV_BESIDE: `${beside}:${project.dir}` },
    terminal: isTerminal(0),
    quiet,
  });
  ending.command = child;
  failures.onFirst(child.end);
  let over = false;
  void opened.run.session.finished.then(() => {
    if (over) return;
    io.err('zdev: the services were stopped while the command ran\n');
    child.end();
  });
  const status = await child.ended;
  over = true;
  ending.command = null;
  const { first } = failures;
  if (first !== null) {
    io.err(`error: ${first} failed while the command ran\n`);
    await waitUntilReady({ client, names: [first], timeoutMs: 100, values: {}, io, progress: false });
    return EXIT.failed;
  }
  if (status === 127) io.err(`zdev: there is no command "${words[0]}", or it did not find one\n`);
  return status;
}

interface ToTell {
  readonly client: RpcClient;
  readonly values: OptionValues;
  readonly stage: 'up' | 'command';
  readonly status: number;
  readonly failures: Failures;
  readonly io: CommandIo;
}

/** For programs: the result, and the reasons for it. */
async function tellOutcome({ client, values, stage, status, failures, io }: ToTell): Promise<void> {
  if (!values['json']) return;
  const failed = stage === 'command' ? failures.first : null;
  const isWell = stage === 'command' && failed === null;
  const why = isWell ? null : await client.call('project.why', {}).catch(() => null);
  printJson(io, values, 'test', { ok: status === EXIT.ok, status, stage, failed, problems: why?.problems ?? [] });
}

/** Collects the services that fail for good, until closed. */
interface Failures {
  readonly first: string | null;
  add(name: string): void;
  /** Calls back at the next failure. */
  onFirst(callback: () => void): void;
}

function createFailures(): Failures {
  let first: string | null = null;
  let tell: (() => void) | null = null;
  return {
    get first() {
      return first;
    },
    add(name) {
      if (tell === null || first !== null) return;
      first = name;
      tell();
    },
    onFirst(callback) {
      tell = callback;
    },
  };
}

/** `--logs`: prints the output of the services on stderr. */
function shown(project: Project) {
  const stream = createPlainStream({
    out: openStderr(),
    names: project.services.map(({ name }) => name),
    color: useColor({ env: process.env, isTTY: isTerminal(2) }),
    timestamps: true,
    terminal: isTerminal(2),
    nowDate: () => new Date(),
  });
  return ({ name }: { readonly name: string }) => stream.sink(name);
}
