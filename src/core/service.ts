/**
 * What a service is: the specification that the config produces and the supervisor uses. All defaults are applied, all
 * paths are absolute, and all times are in milliseconds.
 */

import { type ContainerSpec, publishedPorts } from './container.ts';

import type { HooksSpec } from './hooks.ts';

/** A signal by its full name, such as `SIGTERM`. */
export type SignalName = `SIG${string}`;

/** Edges to other services, by name. `conflicts` holds in both directions, whichever service declares it. */
export interface Dependencies {
  /** The service is blocked until each of these is ready. */
  readonly requires: readonly string[];
  /** The service is blocked until each of these with the intent up has been started once. Only for the order. */
  readonly after: readonly string[];
  /** The service is blocked until each of these has ended, well or badly, and will not start again by itself. */
  readonly ended?: readonly string[];
  /** Started along with this one, but the service does not wait for them. */
  readonly wants: readonly string[];
  /** Never active at the same time as these. */
  readonly conflicts: readonly string[];
}

/** Whether and how soon a run that ended by itself is followed by another, and how a run is stopped. */
export interface Lifecycle {
  readonly restart: 'always' | 'on-failure' | 'never';
  readonly restartDelayMs: number;
  readonly restartDelayMaxMs: number;
  /** How many restarts in a row before giving up; 0 means no limit. */
  readonly maxRestarts: number;
  /** A run that lasted this long resets the back-off. */
  readonly stabilityPeriodMs: number;
  readonly startTimeoutMs: number;
  /** How long a run without a health check must have lived to be ready. */
  readonly readyAfterMs: number;
  /** The time between the stop signal and SIGKILL. */
  readonly stopTimeoutMs: number;
  readonly stopSignal: SignalName;
  /** Run by `/bin/sh -c` to stop the service. If it fails, or after the stop timeout, the stop signal follows. */
  readonly stopCommand?: string;
  /** Typed on its terminal to stop it, before any stop command. Texts and names of keys. */
  readonly stopKeys?: readonly string[];
  /** Exit codes that count as success, like 0. */
  readonly successExitCodes?: readonly number[];
  /** What to do when a required service crashes or restarts. */
  readonly onDependencyRestart: 'ignore' | 'restart';
}

/** How zdev checks that a service is ready, and later that it still is. */
export interface HealthSpec {
  readonly type: 'tcp' | 'http' | 'exec' | 'log';
  /** `host:port`, a URL, a shell command or a regular expression, depending on `type`. */
  readonly target: string;
  /**
   * Only for `exec`: the command with its arguments, run in the container of the service instead of `target` on this
   * machine.
   */
  readonly inside?: readonly string[];
  /** The only status that passes; undefined: any status from 200 to 399. */
  readonly expectStatus?: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** So many failures in a row, after it was ready, make the service unhealthy. */
  readonly retries: number;
  /** Delay before the first probe. */
  readonly startPeriodMs: number;
  /**
   * What happens when the service becomes unhealthy: `report` only shows it, `restart` kills the run (then the restart
   * policy applies).
   */
  readonly onFailure: 'report' | 'restart';
}

/** Where connections are accepted: on a loopback address (null: on both), or on a Unix socket. */
export type ListenAddress =
  | { readonly host: string | null; readonly port: number }
  | { /** Absolute path. */ readonly path: string };

/** Listening sockets that zdev holds for a service for as long as the project is up. */
export interface FrontSpec {
  readonly listen: readonly ListenAddress[];
  /** How long a connection may wait for the service. */
  readonly connectTimeoutMs: number;
  /** Whether the first connection starts the service. */
  readonly onDemand: boolean;
  /** The service is stopped after this long without a connection, and started by the next one; 0: never. */
  readonly idleTimeoutMs: number;
  /** Whether a second connection at the same time is closed at once. */
  readonly single: boolean;
}

/** Files whose change restarts (or signals) the service. */
export interface WatchSpec {
  /** Absolute paths or globs. */
  readonly paths: readonly string[];
  /** Patterns of ignored files, in `.gitignore` syntax, relative to `dir`. */
  readonly ignore: readonly string[];
  readonly debounceMs: number;
  readonly action: 'restart' | 'signal' | 'none';
  /** The signal of `action = "signal"`. */
  readonly signal: SignalName;
}

/** Log settings of a service. */
export interface LoggingSpec {
  /** Lines that are kept in memory. */
  readonly bufferLines: number;
  /** A file that also receives every line. */
  readonly file?: string;
}

interface CommonSpec extends Dependencies {
  /** Unique in the project. Letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  readonly description?: string;
  readonly critical: boolean;
  /** `start`: `zdev up` sets its intent to up. `stop` and `ignore`: only on request. */
  readonly status: 'start' | 'stop' | 'ignore';
  readonly class: 'user' | 'system';
}

/** A service or a oneshot, which have a process. */
export interface ProcessSpec extends CommonSpec {
  /** A oneshot does its work and exits. It is ready once it has exited with 0. */
  readonly kind: 'service' | 'oneshot';
  /** Run by `/bin/sh -c`. */
  readonly exec: string;
  /** Run by `/bin/sh -c` before `exec`, and after a change while the old run keeps serving. */
  readonly build?: string;
  /** The container image for an export. */
  readonly image?: string;
  /** The container in which it runs. `exec` would run it in the foreground. */
  readonly container?: ContainerSpec;
  /** Working directory, absolute. */
  readonly dir: string;
  /** All variables that zdev sets on top of its own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Checked before the start: zdev waits until no other process holds it. */
  readonly port?: number;
  /** Several ports by name, all checked before the start. `port` is the first of them. */
  readonly ports?: Readonly<Record<string, number>>;
  /** The `PORT` that a Procfile process gets and its command uses. It is checked before the start, like `port`. */
  readonly givenPort?: number;
  /** Sockets that zdev holds in front of it. Its own port is behind them. */
  readonly front?: FrontSpec;
  /** Sockets that zdev listens on and hands over as systemd does: as descriptor 3 and the following ones. */
  readonly socket?: readonly ListenAddress[];
  readonly url?: string;
  readonly tty: 'auto' | boolean;
  /** Its stdin is at its end from the start. By default, the stdin of a service is open and silent. */
  readonly stdin?: 'closed';
  readonly lifecycle: Lifecycle;
  /** Its end does not end the others, even with `--exit-on any`. */
  readonly canDie?: true;
  /** Its end (or only its final failure) ends everything, whatever `--exit-on` says. */
  readonly endsAll?: 'any' | 'failure';
  readonly health?: HealthSpec;
  readonly watch?: WatchSpec;
  readonly logging: LoggingSpec;
  /** Hooks that run on its events. */
  readonly hooks?: HooksSpec;
}

/** A service of another project. This project waits for it and does not control it. */
export interface ExternalSpec {
  /** The directory of that project, absolute and without symbolic links. */
  readonly dir: string;
  /** The same directory as people see it: relative to this project. */
  readonly project: string;
  readonly service: string;
}

/** A named group with dependencies and no process of its own. */
export interface TargetSpec extends CommonSpec {
  readonly kind: 'target';
  /** The service of another project that it stands for. zdev waits for that service and never starts or stops it. */
  readonly external?: ExternalSpec;
}

/** One service, oneshot or target of a project. */
export type ServiceSpec = ProcessSpec | TargetSpec;

/** Whether an exit status counts as success. */
export function isSuccess({ code }: { readonly code: number | null }, spec: ServiceSpec): boolean {
  if (code === 0) return true;
  return code !== null && spec.kind !== 'target' && spec.lifecycle.successExitCodes?.includes(code) === true;
}

/** The command of a service, as people see it. */
export function commandText({ exec, container }: Pick<ProcessSpec, 'exec' | 'container'>): string {
  return container?.title ?? exec;
}

/** The services whose end it waits for. */
export function endedOf(spec: Dependencies): readonly string[] {
  return spec.ended ?? [];
}

/**
 * Whether stdin is open and silent. Many a watcher ends when stdin does. A oneshot that reads its stdin would wait for
 * ever.
 */
export function hasOpenStdin(spec: ProcessSpec): boolean {
  return spec.kind === 'service' && spec.stdin !== 'closed';
}

/** Whether the spec stands for a service of another project. */
export function isExternal(spec: ServiceSpec): boolean {
  return spec.kind === 'target' && spec.external !== undefined;
}

/** Services of other projects that these wait for. */
export function externalsIn(specs: readonly ServiceSpec[]): { name: string; external: ExternalSpec }[] {
  return specs.flatMap((spec) =>
    spec.kind === 'target' && spec.external ? [{ name: spec.name, external: spec.external }] : [],
  );
}

/** The port that must be free before a service starts; undefined if zdev checks none. */
export function portOf(spec: ServiceSpec): number | undefined {
  return spec.kind === 'target' ? undefined : (spec.port ?? spec.givenPort);
}

/** The port at which people and other services reach it. If zdev listens in front of it, that port. */
export function publicPortOf(spec: ServiceSpec): number | undefined {
  const fronts = spec.kind === 'target' ? [] : (spec.front?.listen ?? []);
  const front = fronts.find((address): address is { host: string | null; port: number } => 'port' in address);
  return front?.port ?? portOf(spec);
}

/**
 * The port that must be free before a service starts. Undefined for a socket that is handed over: zdev itself listens
 * on its port.
 */
export function freePortOf(spec: ServiceSpec): number | undefined {
  return spec.kind !== 'target' && spec.socket ? undefined : portOf(spec);
}

/** How a service is restarted and stopped. A target has no process and uses the defaults. */
export function lifecycleOf(spec: ServiceSpec): Lifecycle {
  return spec.kind === 'target' ? DEFAULT_LIFECYCLE : spec.lifecycle;
}

/** All ports that must be free before a service starts. */
export function portsOf(spec: ServiceSpec): readonly number[] {
  const port = freePortOf(spec);
  if (spec.kind === 'target') return [];
  const own = [...Object.values(spec.ports ?? {}), ...(spec.container ? publishedPorts(spec.container) : [])];
  return [...new Set(port === undefined ? own : [port, ...own])];
}

/** The defaults of zinit 0.3, unless a comment says otherwise. */
export const DEFAULT_LIFECYCLE: Lifecycle = {
  restart: 'on-failure', // a oneshot: never, unless its config says so
  restartDelayMs: 1000,
  restartDelayMaxMs: 300_000,
  maxRestarts: 10,
  stabilityPeriodMs: 30_000,
  startTimeoutMs: 30_000,
  readyAfterMs: 25,
  stopTimeoutMs: 10_000,
  stopSignal: 'SIGTERM',
  onDependencyRestart: 'ignore',
};

/** The default of zinit 0.3. */
export const DEFAULT_LOGGING: LoggingSpec = { bufferLines: 1000 };

/** The spec of a service of which only the command is known. */
export function defaultSpec({ name, exec, dir }: Pick<ProcessSpec, 'name' | 'exec' | 'dir'>): ProcessSpec {
  return {
    kind: 'service',
    ...{ name, exec, dir },
    env: {},
    ...{ requires: [], after: [], wants: [], conflicts: [] },
    critical: false,
    status: 'start',
    class: 'user',
    tty: 'auto',
    lifecycle: DEFAULT_LIFECYCLE,
    logging: DEFAULT_LOGGING,
  };
}

/** The defaults of zinit 0.3, but without an `expectStatus`: zinit has a 200 that it never checks. */
export const DEFAULT_HEALTH: Omit<HealthSpec, 'type' | 'target'> = {
  intervalMs: 10_000,
  timeoutMs: 5000,
  retries: 3,
  startPeriodMs: 0,
  onFailure: 'report',
};
