import type { Project } from '../config/project.ts';
import {
  DEFAULT_LIFECYCLE as DEFAULT,
  type HealthSpec,
  type Lifecycle,
  type ProcessSpec,
  type ServiceSpec,
} from '../core/service.ts';

type Uses = (service: ProcessSpec, project: Project) => boolean;

const has =
  (list: 'requires' | 'after' | 'ended' | 'wants' | 'conflicts'): Uses =>
  (service) =>
    (service[list]?.length ?? 0) > 0;
const differs =
  (key: keyof Lifecycle): Uses =>
  ({ lifecycle }) =>
    lifecycle[key] !== DEFAULT[key];
const restarts =
  (policy: Lifecycle['restart']): Uses =>
  ({ kind, lifecycle }) =>
    lifecycle.restart === policy && !(kind === 'oneshot' && policy === 'never');
const checks =
  (type: HealthSpec['type']): Uses =>
  ({ kind, health }) =>
    kind === 'service' && health?.type === type;

/**
 * Features that a service can use, by their keys in zinit.toml, and whether a service uses one. A default value does
 * not count as use.
 */
const USES = {
  exec: () => true,
  dir: ({ dir }, project) => dir !== project.dir,
  env: ({ env }) => Object.keys(env).length > 0,
  port: ({ port }) => port !== undefined,
  image: ({ image }) => image !== undefined,
  build: ({ build }) => build !== undefined,
  oneshot: ({ kind }) => kind === 'oneshot',
  requires: has('requires'),
  after: has('after'),
  ended: has('ended'),
  wants: has('wants'),
  conflicts: has('conflicts'),
  status: ({ status }) => status !== 'start',
  description: ({ description }) => description !== undefined,
  url: ({ url }) => url !== undefined,
  tty: ({ tty }) => tty === true,
  stdin: ({ stdin }) => stdin === 'closed',
  watch: ({ watch }) => watch !== undefined,
  hooks: ({ hooks }) => hooks !== undefined,
  'logging.file': ({ logging }) => logging.file !== undefined,
  'health.type = "tcp"': checks('tcp'),
  'health.type = "http"': checks('http'),
  'health.type = "exec"': checks('exec'),
  'health.type = "log"': checks('log'),
  'health.on_failure = "restart"': ({ kind, health }) => kind === 'service' && health?.onFailure === 'restart',
  'lifecycle.restart = "always"': restarts('always'),
  'lifecycle.restart = "on-failure"': restarts('on-failure'),
  'lifecycle.restart = "never"': restarts('never'),
  'lifecycle.restart_delay_ms': differs('restartDelayMs'),
  'lifecycle.restart_delay_max_ms': differs('restartDelayMaxMs'),
  'lifecycle.max_restarts': differs('maxRestarts'),
  'lifecycle.stability_period_ms': differs('stabilityPeriodMs'),
  'lifecycle.start_timeout_ms': differs('startTimeoutMs'),
  'lifecycle.ready_after_ms': differs('readyAfterMs'),
  // a lone Procfile gets foreman's time, which nobody has set
  'lifecycle.stop_timeout_ms': (service, project) =>
    !project.bareProcfile && differs('stopTimeoutMs')(service, project),
  'lifecycle.stop_signal': differs('stopSignal'),
  'lifecycle.stop_command': differs('stopCommand'),
  'lifecycle.stop_keys': differs('stopKeys'),
  'lifecycle.success_exit_codes': differs('successExitCodes'),
  'lifecycle.on_dependency_restart': differs('onDependencyRestart'),
} satisfies Readonly<Record<string, Uses>> & Readonly<Record<`health.type = "${HealthSpec['type']}"`, Uses>>;

/** A key of zinit.toml, some with one of their values; and `targets`. */
export type Feature = keyof typeof USES | 'targets';

/**
 * How a format treats a key. `as`: how it expresses it. `lost`: why it cannot; this is a warning for each service that
 * uses the key. `beside`: why the key has no meaning there, which is only documented.
 */
export type Fate = { readonly as: string } | { readonly lost: string } | { readonly beside: string };

/** Every key has an entry, so that no format forgets one. */
export type Fates = Readonly<Record<Feature, Fate>>;

/** A warning for each key that services use and the format loses. */
export function lostKeys(services: readonly ServiceSpec[], project: Project, keys: Fates): string[] {
  return (Object.keys(keys) as Feature[]).flatMap((feature) => {
    const fate = keys[feature];
    if (!('lost' in fate)) return [];
    const names = services.filter((service) => asksFor(service, project, feature)).map(({ name }) => name);
    return names.length === 0 ? [] : [`${feature} (${names.join(', ')}): ${fate.lost}`];
  });
}

function asksFor(service: ServiceSpec, project: Project, feature: Feature): boolean {
  if (service.kind === 'target') return feature === 'targets';
  return feature !== 'targets' && USES[feature](service, project);
}
