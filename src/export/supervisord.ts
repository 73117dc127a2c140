import type { Project } from '../config/project.ts';
import { buildGraph } from '../core/graph.ts';
import type { ProcessSpec } from '../core/service.ts';
import { isShellName, quote } from '../core/shell-quote.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { allowedEnv, processes, slug } from './names.ts';
import { seconds } from './seconds.ts';
import { type Reference, referencesOf, secretWarning, splitEnv } from './secrets.ts';
import { exportLine, LINE_BREAKS, oneLine } from './shell.ts';

const ORDER_ONLY = '`priority`, the order of the starts; nothing waits until another is ready';
const NO_CHECKS = 'there are no health checks';

export const supervisord: Format = {
  title: 'supervisord: one file with a program for each service, and a group for the project',
  keys: {
    exec: { as: '`command`, with `/bin/sh -c`' },
    dir: { as: '`directory`; a name that it cannot hold is set in front of the command' },
    env: {
      as: '`environment`, with `%(ENV_NAME)s` for what looks secret; a value that it cannot hold is set in front of the command',
    },
    port: { as: '`PORT` in `environment`; nothing checks whether it is free' },
    image: { beside: 'for containers' },
    build: { lost: 'nothing is run before the command' },
    oneshot: { as: '`startsecs=0`, and `autorestart` as its `restart` says' },
    requires: { lost: 'only the order of the starts is kept, with `priority`: nothing waits until another is ready' },
    after: { as: ORDER_ONLY },
    ended: { lost: 'nothing waits for the end of another service' },
    wants: { beside: 'everything is started' },
    conflicts: { lost: 'programs cannot restart or exclude each other' },
    status: { as: '`autostart=false`' },
    description: { as: 'a comment' },
    url: { as: 'a comment' },
    tty: { lost: 'a program has no terminal' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: 'nothing restarts on a change' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { as: '`stdout_logfile`' },
    'health.type = "tcp"': { lost: NO_CHECKS },
    'health.type = "http"': { lost: NO_CHECKS },
    'health.type = "exec"': { lost: NO_CHECKS },
    'health.type = "log"': { lost: NO_CHECKS },
    'health.on_failure = "restart"': { lost: NO_CHECKS },
    'lifecycle.restart = "always"': { as: '`autorestart=true`, for a oneshot `unexpected`' },
    'lifecycle.restart = "on-failure"': { as: '`autorestart=unexpected`' },
    'lifecycle.restart = "never"': { as: '`autorestart=false`' },
    'lifecycle.restart_delay_ms': { lost: 'supervisord uses its own delay' },
    'lifecycle.restart_delay_max_ms': { lost: 'supervisord uses its own delay' },
    'lifecycle.max_restarts': { as: '`startretries`, which counts runs that end within a second' },
    'lifecycle.stability_period_ms': { lost: 'a run counts as stable after a second' },
    'lifecycle.start_timeout_ms': { lost: NO_CHECKS },
    'lifecycle.ready_after_ms': { as: '`startsecs=`, in whole seconds' },
    'lifecycle.stop_timeout_ms': { as: '`stopwaitsecs`, in whole seconds' },
    'lifecycle.stop_signal': { as: '`stopsignal`, of those that supervisord knows' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { as: '`exitcodes`' },
    'lifecycle.on_dependency_restart': { lost: 'programs cannot restart or exclude each other' },
    targets: { lost: 'there are no groups of groups' },
  },
  write,
};

function write(project: Project): Exported {
  const prefix = slug(project.name);
  const services = processes(project.services);
  const warnings = lostKeys(project.services, project, supervisord.keys);
  const { order } = buildGraph(project.services);
  const reference = referencesOf(services);
  const programs = services.map((service) =>
    program(service, {
      name: `${prefix}-${service.name}`,
      priority: order.indexOf(service.name) + 1,
      reference,
      warnings,
    }),
  );
  const names = services.map(({ name }) => `${prefix}-${name}`).join(',');
  const group = `[group:${prefix}]\nprograms=${names}\n`;
  return { files: [{ path: `${prefix}.conf`, text: [...programs, group].join('\n') }], warnings };
}

/** The signals that supervisord supports. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2'];

interface Context {
  readonly name: string;
  readonly priority: number;
  /** The name of a secret in the environment of supervisord. */
  readonly reference: Reference;
  readonly warnings: string[];
}

function program(service: ProcessSpec, { name, priority, reference, warnings }: Context): string {
  const { description, url, dir, exec, status, kind, lifecycle } = service;
  const { env, warnings: left } = allowedEnv(service, isShellName);
  const split = splitEnv(env);
  const outside = (key: string) => reference(service.name, key);
  warnings.push(
    ...left,
    ...secretWarning(service, split.secret.map(outside), 'supervisord takes the value from its own environment'),
  );
  const plain = Object.entries(split.plain).filter(([, text]) => isPlain(text));
  const odd = Object.entries(split.plain).filter(([, text]) => !isPlain(text));
  const environment = [
    ...plain.map(([key, text]) => `${key}="${text.replaceAll('%', '%%')}"`),
    ...split.secret.map((key) => `${key}="%(ENV_${outside(key)})s"`),
  ].join(',');
  if (!SIGNALS.includes(lifecycle.stopSignal)) {
    warnings.push(
      `lifecycle.stop_signal (${service.name}): left out, since supervisord does not know ${lifecycle.stopSignal}`,
    );
  }
  const change = isPath(dir) ? '' : `${oneLine(`cd ${quote(dir)}`, UNSAFE)} || exit 1; `;
  const script = `${change}${exportLine(Object.fromEntries(odd), UNSAFE)}${oneLine(exec, UNSAFE)}`;
  const entries: readonly (readonly [string, string])[] = [
    // Python's shlex splits the command by the quoting rules of a shell
    ['command', `/bin/sh -c ${quote(script)}`],
    ['directory', isPath(dir) ? dir : ''],
    ['environment', environment],
    ['priority', String(priority)],
    ['autostart', String(status === 'start')],
    ['autorestart', restartOf(service)],
    ['exitcodes', exitCodesOf(service)],
    ['startsecs', kind === 'oneshot' ? '0' : ''],
    ['startretries', String(lifecycle.maxRestarts || UNLIMITED)],
    ['stopsignal', SIGNALS.includes(lifecycle.stopSignal) ? lifecycle.stopSignal.slice(3) : ''],
    ['stopwaitsecs', String(seconds(lifecycle.stopTimeoutMs))],
    ['stopasgroup', 'true'],
    ['killasgroup', 'true'],
    ['redirect_stderr', 'true'],
    ['stdout_logfile', logFile(service, warnings)],
  ];
  const comments = [description, url].filter((text) => text !== undefined);
  return [
    ...comments.map((text) => `; ${text.replace(/\s+/g, ' ')}\n`),
    `[program:${name}]\n`,
    ...entries
      .filter(([, text]) => text !== '')
      .map(([key, text]) => `${key}=${key === 'environment' ? text : text.replaceAll('%', '%%')}\n`),
  ].join('');
}

/** Line breaks end a value. So does `;` or `#` after a blank, quoted or not. */
const UNSAFE = new RegExp(`${LINE_BREAKS.source}|(?<=\\s)[;#]`);
const UNLIMITED = 1_000_000_000;

/** Whether a text may be between the double quotes of `environment`, which have no escapes. */
function isPlain(text: string): boolean {
  return !UNSAFE.test(text) && !/["'\\\u0000-\u001f\u007f]/.test(text);
}

function isPath(text: string): boolean {
  return !UNSAFE.test(text) && !/\s$/.test(text);
}

function logFile({ name, logging: { file } }: ProcessSpec, warnings: string[]): string {
  if (file === undefined || isPath(file)) return file ?? '';
  warnings.push(`logging.file (${name}): left out, since supervisord cannot hold the name ${JSON.stringify(file)}`);
  return '';
}

/** By default, supervisord takes only 0 for success. */
function exitCodesOf({ lifecycle: { successExitCodes = [] } }: ProcessSpec): string {
  return successExitCodes.length === 0 ? '' : [0, ...successExitCodes].join(',');
}

function restartOf({ kind, lifecycle: { restart } }: ProcessSpec): string {
  if (restart === 'never') return 'false';
  return restart === 'always' && kind === 'service' ? 'true' : 'unexpected';
}
