import type { Project } from '../config/project.ts';
import { startDeadlineMs } from '../core/probing.ts';
import type { ProcessSpec } from '../core/service.ts';
import { isShellName } from '../core/shell-quote.ts';
import { checkCommand } from './check-command.ts';
import { type Contained, type Containers, containersOf, NO_IMAGE, reachableEnv } from './containers.ts';
import { lostKeys } from './features.ts';
import type { Exported, Format } from './format.ts';
import { allowedEnv, slug } from './names.ts';
import { type Reference, referencesOf, secretWarning, splitEnv } from './secrets.ts';
import { defined, yamlText } from './yaml.ts';

export const compose: Format = {
  title: 'Docker Compose: compose.yaml, with the services that have an `image`',
  keys: {
    exec: { as: '`command`, with `/bin/sh -c`, and `init`; the entrypoint of the image stays' },
    dir: { lost: 'the working directory is that of the image' },
    env: {
      as: '`environment`, with `${NAME:?}` for what looks secret; `localhost:PORT` of another service becomes `NAME:PORT`, with a warning',
    },
    port: { as: '`ports`, and `PORT` in `environment`' },
    image: { as: '`image`; a service without one is left out, with a warning' },
    build: { lost: 'the image is built already' },
    oneshot: { as: '`depends_on` of others waits for `service_completed_successfully`' },
    requires: { as: '`depends_on`, `service_healthy` where there is a health check, else `service_started`' },
    after: { as: '`depends_on`, `service_started`, not required' },
    ended: { lost: 'nothing waits for an end that may be a failure' },
    wants: { beside: 'everything is started' },
    conflicts: { lost: 'containers cannot exclude each other' },
    status: { as: '`profiles: [on-demand]`, unless something depends on it' },
    description: { as: '`x-description`' },
    url: { as: '`x-url`' },
    tty: { as: '`tty`, `stdin_open`' },
    stdin: { as: 'stdin is at its end' },
    watch: { lost: 'the files are in the image' },
    hooks: { lost: 'only zdev runs them' },
    'logging.file': { lost: 'the output is in the log of the container' },
    'health.type = "tcp"': { as: '`healthcheck`, with the `nc` or `bash` of the image' },
    'health.type = "http"': { as: '`healthcheck`, with the `curl` or `wget` of the image' },
    'health.type = "exec"': { as: '`healthcheck`' },
    'health.type = "log"': { lost: 'dependents start as soon as the container has' },
    'health.on_failure = "restart"': { lost: 'Compose restarts nothing that is unhealthy' },
    'lifecycle.restart = "always"': { as: '`restart: always`, for a oneshot `on-failure`' },
    'lifecycle.restart = "on-failure"': { as: '`restart: on-failure`' },
    'lifecycle.restart = "never"': { as: '`restart: "no"`' },
    'lifecycle.restart_delay_ms': { lost: 'Docker uses its own delay' },
    'lifecycle.restart_delay_max_ms': { lost: 'Docker uses its own delay' },
    'lifecycle.max_restarts': { as: '`on-failure:N`; `always` has no limit' },
    'lifecycle.stability_period_ms': { lost: 'a run counts as stable after ten seconds' },
    'lifecycle.start_timeout_ms': { as: '`healthcheck.start_period`, in which failures do not count' },
    'lifecycle.ready_after_ms': { lost: 'a container is started, or healthy' },
    'lifecycle.stop_timeout_ms': { as: '`stop_grace_period`' },
    'lifecycle.stop_signal': { as: '`stop_signal`' },
    'lifecycle.stop_command': { lost: 'it is stopped by its signal' },
    'lifecycle.stop_keys': { lost: 'it is stopped by its signal' },
    'lifecycle.success_exit_codes': { lost: 'only 0 is success' },
    'lifecycle.on_dependency_restart': { as: '`depends_on.restart`, which holds for `docker compose restart`' },
    targets: { lost: 'there are no groups; a service that requires a target requires its services' },
  },
  write,
};

function write(project: Project): Exported {
  const containers = containersOf(project);
  if (containers.services.length === 0) return { files: [], warnings: [], refused: NO_IMAGE };
  const targets = project.services.filter(({ kind }) => kind === 'target');
  const warnings = [...containers.warnings, ...lostKeys([...containers.services, ...targets], project, compose.keys)];
  const needed = new Set(
    containers.services.flatMap((service) => dependencies(service, containers).map(([name]) => name)),
  );
  const reference = referencesOf(containers.services);
  const services = containers.services.map((service) => [
    service.name,
    {
      ...container(service, { project, containers, reference, warnings }),
      // a profile that is not selected hides a service even from its dependents
      ...(service.status === 'start' || needed.has(service.name) ? {} : { profiles: ['on-demand'] }),
    },
  ]);
  const file = { name: projectName(project.name), services: Object.fromEntries(services) };
  return { files: [{ path: 'compose.yaml', text: yamlText(defined(file)) }], warnings };
}

/** Compose allows only lower-case letters, digits, `-` and `_`, starting with a letter or digit. */
function projectName(name: string): string {
  return slug(name.toLowerCase()).replaceAll('.', '-').replace(/^_+/, '') || 'project';
}

interface Context {
  readonly project: Project;
  readonly containers: Containers;
  /** The external name of a secret. */
  readonly reference: Reference;
  readonly warnings: string[];
}

function container(service: Contained, { project, containers, reference, warnings }: Context) {
  const { description, url, image, exec, port, tty, lifecycle } = service;
  const reachable = reachableEnv({
    service,
    all: project.services,
    inside: containers.services,
    hostOf: (name) => name,
  });
  const { env, warnings: left } = allowedEnv({ ...service, env: reachable.env }, isShellName);
  warnings.push(...reachable.warnings, ...left);
  const { secret } = splitEnv(service.env);
  const outside = (key: string) => reference(service.name, key);
  const written = secret.filter((key) => Object.hasOwn(env, key));
  warnings.push(
    ...secretWarning(
      service,
      written.map(outside),
      'Compose takes the value from its environment, or from .env next to compose.yaml',
    ),
  );
  const dependsOn = dependencies(service, containers);
  return {
    'x-description': description === undefined ? undefined : literal(description),
    'x-url': url === undefined ? undefined : literal(url),
    image: literal(image),
    // a shell that is the first process of a container ignores signals
    init: true,
    command: ['/bin/sh', '-c', literal(exec)],
    environment:
      Object.keys(env).length === 0
        ? undefined
        : mapValues(env, (text, key) => (written.includes(key) ? `\${${outside(key)}:?}` : literal(text))),
    ports: port === undefined ? undefined : [`${port}:${port}`],
    depends_on: dependsOn.length === 0 ? undefined : Object.fromEntries(dependsOn),
    healthcheck: healthcheck(service),
    restart: restartOf(service),
    ...(tty === true ? { tty: true, stdin_open: true } : {}),
    stop_signal: lifecycle.stopSignal,
    stop_grace_period: `${lifecycle.stopTimeoutMs}ms`,
  };
}

function mapValues(env: Readonly<Record<string, string>>, change: (text: string, key: string) => string) {
  return Object.fromEntries(Object.entries(env).map(([key, text]) => [key, change(text, key)]));
}

/** Compose substitutes variables after `$`, unless it is doubled. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

interface Dependency {
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  readonly required?: false;
  readonly restart?: true;
}

function dependencies(service: Contained, { needs }: Containers): [name: string, dependency: Dependency][] {
  const { requires, after, lifecycle } = service;
  const restart = lifecycle.onDependencyRestart === 'restart' ? ({ restart: true } as const) : {};
  const required = needs(requires).map(
    (other) => [other.name, { condition: conditionOf(other), ...restart }] as [string, Dependency],
  );
  const loose = needs(after)
    .filter((other) => !required.some(([name]) => name === other.name))
    .map(({ name }) => [name, { condition: 'service_started', required: false }] as [string, Dependency]);
  return [...required, ...loose];
}

function conditionOf(service: ProcessSpec): Dependency['condition'] {
  if (service.kind === 'oneshot') return 'service_completed_successfully';
  return healthcheck(service) === undefined ? 'service_started' : 'service_healthy';
}

/** Checks every second until it passes, because zdev checks more often before a service is ready than after. */
function healthcheck(service: ProcessSpec) {
  const { kind, health } = service;
  const check = kind === 'service' && health ? checkCommand(health) : null;
  if (!health || check === null) return undefined;
  return {
    test: ['CMD-SHELL', literal(check)],
    interval: `${health.intervalMs}ms`,
    timeout: `${health.timeoutMs}ms`,
    retries: health.retries,
    start_period: `${startDeadlineMs(service)}ms`,
    start_interval: '1s',
  };
}

function restartOf({ kind, lifecycle: { restart, maxRestarts } }: ProcessSpec): string {
  if (restart === 'never') return 'no';
  if (restart === 'always' && kind === 'service') return 'always';
  return maxRestarts === 0 ? 'on-failure' : `on-failure:${maxRestarts}`;
}
