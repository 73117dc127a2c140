import type { Project } from '../config/project.ts';
import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import { isShellName, quote } from '../core/shell-quote.ts';
import { checkCommand } from './check-command.ts';
import { lostKeys } from './features.ts';
import type { Exported, ExportedFile, Format } from './format.ts';
import { allowedEnv, processes, slug } from './names.ts';
import { seconds } from './seconds.ts';
import { secretWarning, splitEnv } from './secrets.ts';

export const runit: Format = {
  title: 'runit: a directory for each service',
  keys: {
    exec: { as: '`run`' },
    dir: { as: '`cd` in `run`' },
    env: {
      as: '`export` in `run`, with the values of the env files; of what looks secret, the text of the file `env/NAME`',
    },
    port: { as: '`export PORT` in `run`; nothing checks whether it is free' },
    image: { beside: 'for containers' },
    build: { as: 'in `run`, before the command' },
    oneshot: { as: 'a `run` that stays after it has succeeded, and a `check` that sees it' },
    requires: { as: '`sv start` in `run`, which waits for the `check` of the other' },
    after: { lost: 'everything is started at once' },
    ended: { lost: 'everything is started at once' },
    wants: { as: '`sv up` in `run`' },
    conflicts: { lost: 'services cannot exclude each other' },
    status: { as: 'a file `down`' },
    description: { as: 'a comment in `run`' },
    url: { as: 'a comment in `run`' },
    tty: { lost: 'a service has no terminal' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: 'nothing restarts on a change' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { lost: 'the output goes to svlogd, into `log/main`' },
    'health.type = "tcp"': { as: '`check`, with `nc` or `bash`' },
    'health.type = "http"': { as: '`check`, with `curl` or `wget`' },
    'health.type = "exec"': { as: '`check`' },
    'health.type = "log"': { lost: 'dependents start as soon as `run` runs' },
    'health.on_failure = "restart"': { lost: 'nothing checks the service after it is ready' },
    'lifecycle.restart = "always"': { as: 'what runit does' },
    'lifecycle.restart = "on-failure"': { as: '`finish`, with `sv down` after an exit with 0' },
    'lifecycle.restart = "never"': { as: '`finish`, with `sv down`' },
    'lifecycle.restart_delay_ms': { as: '`sleep` in `finish`' },
    'lifecycle.restart_delay_max_ms': { lost: 'the delay before a restart does not grow' },
    'lifecycle.max_restarts': { lost: 'runit never gives up' },
    'lifecycle.stability_period_ms': { lost: 'runit never gives up' },
    'lifecycle.start_timeout_ms': { lost: 'a start has no time limit' },
    'lifecycle.ready_after_ms': { lost: 'a service counts as up as soon as its process runs' },
    'lifecycle.stop_timeout_ms': { lost: 'runit never kills; `sv force-stop` does' },
    'lifecycle.stop_signal': { as: '`control/t`, to the whole process group' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { lost: 'only 0 is success' },
    'lifecycle.on_dependency_restart': { lost: 'services do not restart each other' },
    targets: { lost: 'there are no groups; a service that requires a target requires its services' },
  },
  write,
};

function write(project: Project): Exported {
  const byName = new Map(project.services.map((service) => [service.name, service]));
  const warnings = lostKeys(project.services, project, runit.keys);
  const context: Context = { prefix: slug(project.name), byName, warnings };
  return { files: processes(project.services).flatMap((service) => directory(service, context)), warnings };
}

interface Context {
  readonly prefix: string;
  readonly byName: ReadonlyMap<string, ServiceSpec>;
  readonly warnings: string[];
}

function directory(service: ProcessSpec, context: Context): ExportedFile[] {
  const { status, lifecycle } = service;
  const at = `${context.prefix}-${service.name}`;
  const scripts = {
    run: run(service, context),
    check: check(service, context),
    finish: finish(service),
    'control/t': `exec kill -s ${lifecycle.stopSignal.slice(3)} -- "-$(cat supervise/pid)"\n`,
    'log/run': 'mkdir -p main\nexec svlogd -tt main\n',
  };
  const written = Object.entries(scripts).filter(([, text]) => text !== '');
  return [
    ...written.map(([name, text]) => ({ path: `${at}/${name}`, text: `#!/bin/sh\n${text}`, executable: true })),
    ...(status === 'start' ? [] : [{ path: `${at}/down`, text: '' }]),
  ];
}

/** A service of the same project is in a directory beside this one. */
function beside(names: readonly string[], { prefix, byName }: Context): string[] {
  return names.flatMap((name): string[] => {
    const service = byName.get(name);
    if (service?.kind === 'target') return beside(service.requires, { prefix, byName, warnings: [] });
    return service === undefined ? [] : [`../${prefix}-${name}`];
  });
}

function run(service: ProcessSpec, context: Context): string {
  const { kind, description, url, requires, wants, build, exec } = service;
  const needs = [...new Set(beside(requires, context))];
  const along = [...new Set(beside(wants, context))];
  const shell = `/bin/sh -c ${quote(exec)}`;
  const comments = [description, url].filter((text) => text !== undefined);
  return [
    ...comments.map((text) => `# ${text.replace(/\s+/g, ' ')}`),
    '# in its own process group, to which control/t sends the signal',
    '[ "$1" = grouped ] || exec chpst -P ./run grouped',
    'exec 2>&1',
    ...(along.length > 0 ? [`sv up ${along.join(' ')}`] : []),
    ...(needs.length > 0 ? [`sv start ${needs.join(' ')} || exit 1`] : []),
    ...(kind === 'oneshot' ? ['rm -f done'] : []),
    'here=$(pwd)',
    ...settings(service, context),
    ...(build === undefined ? [] : [`/bin/sh -c ${quote(build)} || exit`]),
    ...(kind === 'oneshot'
      ? [
          `${shell} || exit`,
          '# done: stays, so that it is not run again',
          'touch "$here/done"',
          'exec sleep 2147483647',
        ]
      : [`exec ${shell}`]),
    '',
  ].join('\n');
}

/** Directory and variables of a service. */
function settings(service: ProcessSpec, context: Context): string[] {
  const { env, warnings } = allowedEnv(service, isShellName);
  const { plain, secret } = splitEnv(env);
  const missing = secretWarning(service, secret, `put each value into env/NAME in ${context.prefix}-${service.name}`);
  context.warnings.push(...[...warnings, ...missing].filter((warning) => !context.warnings.includes(warning)));
  return [
    ...secret.map((key) => `${key}=$(cat env/${key}) || exit 1; export ${key}`),
    `cd ${quote(service.dir)} || exit 1`,
    ...Object.entries(plain).map(([key, text]) => `export ${key}=${quote(text)}`),
  ];
}

/** The check that `sv start` waits for. */
function check(service: ProcessSpec, context: Context): string {
  const { kind, health } = service;
  if (kind === 'oneshot') return 'exec test -e done\n';
  const command = health ? checkCommand(health) : null;
  return command === null ? '' : [...settings(service, context), command, ''].join('\n');
}

/** Runs after the end: `$1` is the exit status, or -1 after a signal. */
function finish({ lifecycle: { restart, restartDelayMs } }: ProcessSpec): string {
  const down = { always: '', 'on-failure': '[ "$1" = 0 ] && exec sv down .\n', never: 'exec sv down .\n' }[restart];
  // runit itself waits a second
  const more = seconds(restartDelayMs) - 1;
  return `${down}${more > 0 && restart !== 'never' ? `sleep ${more}\n` : ''}`;
}
