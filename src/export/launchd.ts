import { build, type PlistValue } from 'plist';
import type { Project } from '../config/project.ts';
import type { ProcessSpec } from '../core/service.ts';
import { isShellName } from '../core/shell-quote.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { allowedEnv, processes, slug } from './names.ts';
import { seconds } from './seconds.ts';
import { secretWarning, splitEnv } from './secrets.ts';

type Dict = { [key: string]: PlistValue };

const NO_ORDER = 'launchd has no order: a service must retry until its dependencies are there';

export const launchd: Format = {
  title: 'Agents of launchd (macOS): a property list for each service',
  keys: {
    exec: { as: '`ProgramArguments`, with `/bin/sh -c`' },
    dir: { as: '`WorkingDirectory`' },
    env: {
      as: '`EnvironmentVariables`, with the values of the env files; what looks secret is read from `~/.config/PROJECT/NAME.env`',
    },
    port: { as: '`PORT` in `EnvironmentVariables`; nothing checks whether it is free' },
    image: { beside: 'for containers' },
    build: { lost: 'nothing is run before the command' },
    oneshot: { as: 'run once; again after a failure if its `restart` says so' },
    requires: { lost: NO_ORDER },
    after: { lost: NO_ORDER },
    ended: { lost: NO_ORDER },
    wants: { lost: 'agents do not start each other' },
    conflicts: { lost: 'agents cannot restart or exclude each other' },
    status: { as: '`RunAtLoad` is false' },
    description: { lost: 'a property list has no place for it' },
    url: { lost: 'a property list has no place for it' },
    tty: { lost: 'an agent has no terminal' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: '`WatchPaths` starts agents and does not restart them' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { as: '`StandardOutPath`, `StandardErrorPath`' },
    'health.type = "tcp"': { lost: 'there are no health checks' },
    'health.type = "http"': { lost: 'there are no health checks' },
    'health.type = "exec"': { lost: 'there are no health checks' },
    'health.type = "log"': { lost: 'there are no health checks' },
    'health.on_failure = "restart"': { lost: 'there are no health checks' },
    'lifecycle.restart = "always"': { as: '`KeepAlive`, for a oneshot `SuccessfulExit` is false' },
    'lifecycle.restart = "on-failure"': { as: '`KeepAlive`, `SuccessfulExit` is false' },
    'lifecycle.restart = "never"': { as: 'no `KeepAlive`' },
    'lifecycle.restart_delay_ms': { as: '`ThrottleInterval`, in whole seconds' },
    'lifecycle.restart_delay_max_ms': { lost: 'the delay before a restart does not grow' },
    'lifecycle.max_restarts': { lost: 'launchd never gives up' },
    'lifecycle.stability_period_ms': { lost: 'launchd never gives up' },
    'lifecycle.start_timeout_ms': { lost: 'a start has no time limit' },
    'lifecycle.ready_after_ms': { lost: 'launchd does not wait' },
    'lifecycle.stop_timeout_ms': { as: '`ExitTimeOut`, in whole seconds' },
    'lifecycle.stop_signal': { lost: 'launchd sends SIGTERM' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { lost: 'only 0 is success' },
    'lifecycle.on_dependency_restart': { lost: 'agents cannot restart or exclude each other' },
    targets: { lost: 'there are no groups' },
  },
  write,
};

function write(project: Project): Exported {
  const services = processes(project.services);
  const warnings = lostKeys(project.services, project, launchd.keys);
  const files = services.map((service) => {
    const label = `${slug(project.name)}.${service.name}`;
    const secrets = `.config/${slug(project.name)}/${service.name}.env`;
    return { path: `${label}.plist`, text: `${build(agent(service, { label, secrets, warnings }))}\n` };
  });
  return { files, warnings };
}

interface Context {
  readonly label: string;
  /** The file in the home directory that sets the secrets. */
  readonly secrets: string;
  readonly warnings: string[];
}

function agent(service: ProcessSpec, { label, secrets, warnings }: Context): Dict {
  const { secret } = splitEnv(allowedEnv(service, isShellName).env);
  warnings.push(...secretWarning(service, secret, `put NAME='VALUE' lines into ~/${secrets}`));
  const read = secret.length === 0 ? '' : `set -a; . "$HOME/${secrets}"; set +a\n`;
  const { lifecycle, logging } = service;
  const texts = { Label: label, exec: service.exec, dir: service.dir, file: logging.file ?? '' };
  for (const [key, text] of Object.entries(texts)) {
    if (!isXml(text))
      warnings.push(`${key} (${service.name}): its control characters are left out, because XML does not allow them`);
  }
  return {
    Label: label,
    ProgramArguments: ['/bin/sh', '-c', `${read}${xml(service.exec)}`],
    WorkingDirectory: xml(service.dir),
    EnvironmentVariables: environment(service, warnings),
    RunAtLoad: service.status === 'start',
    ...keepAlive(service),
    ExitTimeOut: seconds(lifecycle.stopTimeoutMs),
    ...(logging.file === undefined ? {} : { StandardOutPath: xml(logging.file), StandardErrorPath: xml(logging.file) }),
  };
}

function environment(service: ProcessSpec, warnings: string[]): Dict {
  const allowed = allowedEnv(service, isXml);
  warnings.push(...allowed.warnings);
  const entries = Object.entries(splitEnv(allowed.env).plain).map(([key, text]) => {
    if (!isXml(text))
      warnings.push(
        `env (${service.name}): the control characters of ${key} are left out, because XML does not allow them`,
      );
    return [key, xml(text)] as const;
  });
  return Object.fromEntries(entries);
}

function keepAlive({ kind, lifecycle: { restart, restartDelayMs } }: ProcessSpec): Dict {
  if (restart === 'never') return {};
  return {
    KeepAlive: restart === 'always' && kind === 'service' ? true : { SuccessfulExit: false },
    ThrottleInterval: seconds(restartDelayMs),
  };
}

/** Characters that XML 1.0 cannot contain, even escaped. It reads a carriage return as a line feed. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000d-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function isXml(text: string): boolean {
  return xml(text) === text;
}

function xml(text: string): string {
  return text.replace(NOT_XML, '');
}
