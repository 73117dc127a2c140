import type { Project } from '../config/project.ts';
import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import { isShellName, quote } from '../core/shell-quote.ts';
import { checkCommand } from './check-command.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { allowedEnv, processes, slug } from './names.ts';
import { seconds } from './seconds.ts';
import { secretWarning, splitEnv } from './secrets.ts';
import { exportLine, oneLine } from './shell.ts';

export const upstart: Format = {
  title: 'Upstart: a job for the project and one for each service',
  keys: {
    exec: { as: '`script`, with `exec /bin/sh -c`' },
    dir: { as: '`cd` in the script' },
    env: {
      as: '`export` in the script, with the values of the env files; what looks secret is read from `/etc/default/PROJECT-NAME`',
    },
    port: { as: '`export PORT` in the script; nothing checks whether it is free' },
    image: { beside: 'for containers' },
    build: { as: '`pre-start script`' },
    oneshot: { as: '`task`' },
    requires: { as: '`start on started`, of a oneshot `stopped … RESULT=ok`' },
    after: { as: '`start on started`, if the other one starts with the project' },
    ended: { lost: 'nothing waits for the end of another service' },
    wants: { lost: 'a job starts no other that it does not wait for' },
    conflicts: { lost: 'jobs do not stop each other' },
    status: { as: 'no `start on`' },
    description: { as: '`description`' },
    url: { as: 'a comment' },
    tty: { lost: 'a job has no terminal' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: 'nothing restarts on a change' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { lost: 'the output is in the log of the job' },
    'health.type = "tcp"': { as: '`post-start script` that waits for it, with `nc` or `bash`' },
    'health.type = "http"': { as: '`post-start script` that waits for it, with `curl` or `wget`' },
    'health.type = "exec"': { as: '`post-start script` that waits for it' },
    'health.type = "log"': { lost: 'dependents start as soon as the command has been run' },
    'health.on_failure = "restart"': { lost: 'nothing checks the service after it is ready' },
    'lifecycle.restart = "always"': { as: '`respawn`' },
    'lifecycle.restart = "on-failure"': { as: '`respawn`, `normal exit 0`' },
    'lifecycle.restart = "never"': { as: 'no `respawn`' },
    'lifecycle.restart_delay_ms': { as: '`post-stop exec sleep`' },
    'lifecycle.restart_delay_max_ms': { lost: 'the delay before a restart does not grow' },
    'lifecycle.max_restarts': { as: '`respawn limit`' },
    'lifecycle.stability_period_ms': { as: '`respawn limit`: with the delay, times the restarts' },
    'lifecycle.start_timeout_ms': { lost: 'a start has no time limit' },
    'lifecycle.ready_after_ms': { lost: 'a job counts as started as soon as its process runs' },
    'lifecycle.stop_timeout_ms': { as: '`kill timeout`, in whole seconds' },
    'lifecycle.stop_signal': { as: '`kill signal`' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { as: '`normal exit`' },
    'lifecycle.on_dependency_restart': { lost: 'jobs do not restart each other' },
    targets: { lost: 'there are no groups; a service that requires a target requires its services' },
  },
  write,
};

function write(project: Project): Exported {
  const prefix = slug(project.name);
  const services = processes(project.services);
  const byName = new Map(project.services.map((service) => [service.name, service]));
  const warnings = lostKeys(project.services, project, upstart.keys);
  const jobs = services.map((service) => ({
    path: `${prefix}-${service.name}.conf`,
    text: job(service, { prefix, byName, warnings }),
  }));
  const master = `description ${text(project.name)}\nstart on runlevel [2345]\nstop on runlevel [!2345]\n`;
  return { files: [{ path: `${prefix}.conf`, text: master }, ...jobs], warnings };
}

interface Context {
  readonly prefix: string;
  readonly byName: ReadonlyMap<string, ServiceSpec>;
  readonly warnings: string[];
}

function job(service: ProcessSpec, context: Context): string {
  const { kind, url, description, build, exec, lifecycle } = service;
  const { env, warnings } = allowedEnv(service, isShellName);
  const { plain, secret } = splitEnv(env);
  const file = `/etc/default/${context.prefix}-${service.name}`;
  context.warnings.push(...warnings, ...secretWarning(service, secret, `put NAME='VALUE' lines into ${file}`));
  const set = [
    oneLine(`cd ${quote(service.dir)}`),
    ...(secret.length === 0 ? [] : [`set -a; . ${file}; set +a`]),
    exportLine(plain),
  ]
    .join('\n')
    .trim();
  const wait = waitUntilReady(service);
  return [
    url === undefined ? '' : `# ${url.replace(/\s+/g, ' ')}`,
    `description ${text(description ?? service.name)}`,
    startOn(service, context),
    `stop on stopping ${context.prefix}`,
    kind === 'oneshot' ? 'task' : '',
    ...respawn(service),
    `kill signal ${lifecycle.stopSignal.slice(3)}`,
    `kill timeout ${seconds(lifecycle.stopTimeoutMs)}`,
    build === undefined ? '' : script('pre-start script', `${set}\n${oneLine(build)}`),
    script('script', `${set}\nexec /bin/sh -c ${quote(oneLine(exec))}`),
    wait === '' ? '' : script('post-start script', `${set}\n${wait}`),
  ]
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

function waitUntilReady({ kind, health }: ProcessSpec): string {
  const check = kind === 'service' && health ? checkCommand(health) : null;
  if (!health || check === null) return '';
  const delay = health.startPeriodMs > 0 ? `sleep ${health.startPeriodMs / 1000}\n` : '';
  return `${delay}until ${oneLine(check)}; do sleep 0.1; done`;
}

/** Each line of a script comes from this file, so no text of the config can look like the script's end. */
function script(stanza: string, lines: string): string {
  return `${stanza}\n${lines}\nend script`;
}

/** A text for people, in quotes. */
function text(words: string): string {
  return `"${words.replace(/[\s"\\]+/g, ' ').trim()}"`;
}

/** Starts with the project and, if it needs other services, once all of them have started. */
function startOn(service: ProcessSpec, context: Context): string {
  const { requires, after, status } = service;
  if (status !== 'start') return '';
  const first = after.filter((name) => !requires.includes(name) && context.byName.get(name)?.status === 'start');
  const events = [
    ...requires.flatMap((name) => eventsOf(name, 'ready', context)),
    ...first.flatMap((name) => eventsOf(name, 'started', context)),
  ];
  return `start on (${[...new Set(events.length === 0 ? [`started ${context.prefix}`] : events)].join(' and ')})`;
}

/** The events when a service has started or is ready; for a target, those of its services. */
function eventsOf(name: string, when: 'started' | 'ready', context: Context): string[] {
  const service = context.byName.get(name);
  if (service === undefined) return [];
  if (service.kind === 'target') return service.requires.flatMap((inner) => eventsOf(inner, when, context));
  const job = `${context.prefix}-${name}`;
  return [service.kind === 'oneshot' && when === 'ready' ? `stopped ${job} RESULT=ok` : `started ${job}`];
}

/** As many restarts as allowed, within the time that they take if no run lasts long enough to count. */
function respawn({ kind, lifecycle }: ProcessSpec): string[] {
  const { restart, maxRestarts, restartDelayMs, stabilityPeriodMs, successExitCodes = [] } = lifecycle;
  if (restart === 'never') return [];
  const interval = seconds(maxRestarts * (restartDelayMs + stabilityPeriodMs));
  return [
    'respawn',
    maxRestarts === 0 ? 'respawn limit unlimited' : `respawn limit ${maxRestarts} ${interval}`,
    restart === 'always' && kind === 'service' ? '' : ['normal exit 0', ...successExitCodes].join(' '),
    `post-stop exec sleep ${restartDelayMs / 1000}`,
  ];
}
