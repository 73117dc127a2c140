/**
 * What a service is: the specification that config produces and the supervisor works from.
 * Every default is already applied here, every path is absolute, every time is in milliseconds.
 */

import { type ContainerSpec, publishedPorts } from './container.ts';

import type { HooksSpec } from './hooks.ts';

/** A signal by its full name, such as `SIGTERM`. */
export type SignalName = `SIG${string}`;

/** Edges to other services, by name. `conflicts` holds in both directions, wherever it was declared. */
export interface Dependencies {
  /** Held back until each of these is ready. */
  readonly requires: readonly string[];
  /** Held back until each of these has been started once, if its intent is up. Order only. */
  readonly after: readonly string[];
  /** Held back until each of these has ended and is not started again by itself, well or badly. */
  readonly ended?: readonly string[];
  /** Started along with this one, never waited for. */
  readonly wants: readonly string[];
  /** Never active at the same time as these. */
  readonly conflicts: readonly string[];
}

/** When a run that ended by itself is followed by another, and how soon. */
export interface Lifecycle {
  readonly restart: 'always' | 'on-failure' | 'never';
  readonly restartDelayMs: number;
  readonly restartDelayMaxMs: number;
  /** How many restarts in a row before giving up; 0 means no limit. */
  readonly maxRestarts: number;
  /** A run that lasted this long resets the back-off. */
  readonly stabilityPeriodMs: number;
  readonly startTimeoutMs: number;
  /** Without a health check: how long a run must have lived to be ready. */
  readonly readyAfterMs: number;
  /** From the stop signal to SIGKILL. */
  readonly stopTimeoutMs: number;
  readonly stopSignal: SignalName;
  /** Run by `/bin/sh -c` when the service is to stop; the stop signal follows if it fails, or after the stop timeout. */
  readonly stopCommand?: string;
  /** Typed on its terminal when it is to stop, as texts and names of keys, before any stop command. */
  readonly stopKeys?: readonly string[];
  /** Exit codes that count as 0 does. */
  readonly successExitCodes?: readonly number[];
  /** What to do when a required service crashes or restarts. */
  readonly onDependencyRestart: 'ignore' | 'restart';
}

/** How zdev finds out that a service is ready, and later that it still is. */
export interface HealthSpec {
  readonly type: 'tcp' | 'http' | 'exec' | 'log';
  /** `host:port`, a URL, a shell command, or a regular expression, after `type`. */
  readonly target: string;
  /** Only for `exec`: the words that are run in the container of the service, in place of `target` on this machine. */
  readonly inside?: readonly string[];
  /** The only status that passes; undefined means any from 200 to 399. */
  readonly expectStatus?: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Failures in a row, once ready, that make the service unhealthy. */
  readonly retries: number;
  /** Delay before the first probe. */
  readonly startPeriodMs: number;
  /** What becoming unhealthy does: only show it, or kill the run (the restart policy then applies). */
  readonly onFailure: 'report' | 'restart';
}

/** Where connections are taken: on a loopback address (null: on both), or on a Unix socket. */
export type ListenAddress =
  | { readonly host: string | null; readonly port: number }
  | { /** Absolute. */ readonly path: string };

/** Listening sockets that zdev holds for a service for as long as the project is up. */
export interface FrontSpec {
  readonly listen: readonly ListenAddress[];
  /** How long a connection may wait for the service. */
  readonly connectTimeoutMs: number;
  /** It is started by the first connection. */
  readonly onDemand: boolean;
  /** Without a connection for so long it is stopped, until the next one; 0: never. */
  readonly idleTimeoutMs: number;
  /** A connection beside another one is closed at once. */
  readonly single: boolean;
}

/** Files whose change restarts (or signals) the service. */
export interface WatchSpec {
  /** Absolute paths or globs. */
  readonly paths: readonly string[];
  /** Patterns left out, in `.gitignore` syntax, relative to `dir`. */
  readonly ignore: readonly string[];
  readonly debounceMs: number;
  readonly action: 'restart' | 'signal' | 'none';
  /** What `action = "signal"` sends. */
  readonly signal: SignalName;
}

/** Log settings of a service. */
export interface LoggingSpec {
  /** Lines kept in memory. */
  readonly bufferLines: number;
  /** A file that also gets every line. */
  readonly file?: string;
}

interface CommonSpec extends Dependencies {
  /** Unique in the project. Letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  readonly description?: string;
  readonly critical: boolean;
  /** `start`: its intent is up from `zdev up` on. `stop` and `ignore`: only when somebody asks. */
  readonly status: 'start' | 'stop' | 'ignore';
  readonly class: 'user' | 'system';
}

/** A service or a oneshot: something with a process. */
export interface ProcessSpec extends CommonSpec {
  /** A oneshot does its work and exits; it is ready once it has exited with 0. */
  readonly kind: 'service' | 'oneshot';
  /** Run by `/bin/sh -c`. */
  readonly exec: string;
  /** Run by `/bin/sh -c` before `exec`, and on a change while the old run keeps serving. */
  readonly build?: string;
  /** The container image of an export. */
  readonly image?: string;
  /** It runs in a container, which `exec` would run in the foreground. */
  readonly container?: ContainerSpec;
  /** Working directory, absolute. */
  readonly dir: string;
  /** All that zdev sets on top of its own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Checked before the start: zdev waits until nobody else holds it. */
  readonly port?: number;
  /** Several ports, by name, all checked before the start; `port` is the first of them. */
  readonly ports?: Readonly<Record<string, number>>;
  /** The `PORT` that a Procfile process is given and its command names: checked before the start like `port`. */
  readonly givenPort?: number;
  /** Sockets that zdev holds in front of it; its own port is behind them. */
  readonly front?: FrontSpec;
  /** Sockets that zdev listens on and hands over, as systemd does: descriptor 3 and following. */
  readonly socket?: readonly ListenAddress[];
  readonly url?: string;
  readonly tty: 'auto' | boolean;
  /** Its stdin is at its end from the start. By default that of a service is open and silent. */
  readonly stdin?: 'closed';
  readonly lifecycle: Lifecycle;
  /** Its end does not end the others, whatever `--exit-on any` says. */
  readonly canDie?: true;
  /** Its end (or only its failure for good) ends everything, whatever `--exit-on` says. */
  readonly endsAll?: 'any' | 'failure';
  readonly health?: HealthSpec;
  readonly watch?: WatchSpec;
  readonly logging: LoggingSpec;
  /** What is run when something has become of it. */
  readonly hooks?: HooksSpec;
}

/** A service of another project. This project waits for it, and leaves it alone. */
export interface ExternalSpec {
  /** The directory of that project, absolute and without links. */
  readonly dir: string;
  /** The same, as people see it: relative to this project. */
  readonly project: string;
  readonly service: string;
}

/** A named group with dependencies and no process of its own. */
export interface TargetSpec extends CommonSpec {
  readonly kind: 'target';
  /** It stands for this service of another project, which is waited for and never started or stopped. */
  readonly external?: ExternalSpec;
}

/** One service, oneshot or target of a project. */
export type ServiceSpec = ProcessSpec | TargetSpec;

/** Whether a run that ended like this did what it was to do. */
export function isSuccess({ code }: { readonly code: number | null }, spec: ServiceSpec): boolean {
  if (code === 0) return true;
  return code !== null && spec.kind !== 'target' && spec.lifecycle.successExitCodes?.includes(code) === true;
}

/** What people see of the command of a service. */
export function commandText({ exec, container }: Pick<ProcessSpec, 'exec' | 'container'>): string {
  return container?.title ?? exec;
}

/** Whose end it waits for. */
export function endedOf(spec: Dependencies): readonly string[] {
  return spec.ended ?? [];
}

/** Whether stdin is open, though nothing comes: many a watcher ends with it. What is to end itself would wait for ever. */
export function hasOpenStdin(spec: ProcessSpec): boolean {
  return spec.kind === 'service' && spec.stdin !== 'closed';
}

/** Whether it stands for a service of another project. */
export function isExternal(spec: ServiceSpec): boolean {
  return spec.kind === 'target' && spec.external !== undefined;
}

/** The services of other projects that these wait for. */
export function externalsIn(specs: readonly ServiceSpec[]): { name: string; external: ExternalSpec }[] {
  return specs.flatMap((spec) =>
    spec.kind === 'target' && spec.external ? [{ name: spec.name, external: spec.external }] : [],
  );
}

/** The port that must be free before a service is started; undefined: none is looked at. */
export function portOf(spec: ServiceSpec): number | undefined {
  return spec.kind === 'target' ? undefined : (spec.port ?? spec.givenPort);
}

/** The port that people and other services reach it by: where zdev listens for it, that one. */
export function publicPortOf(spec: ServiceSpec): number | undefined {
  const fronts = spec.kind === 'target' ? [] : (spec.front?.listen ?? []);
  const front = fronts.find((address): address is { host: string | null; port: number } => 'port' in address);
  return front?.port ?? portOf(spec);
}

/** The port that must be free before a service is started; zdev itself listens on that of a socket which it hands over. */
export function freePortOf(spec: ServiceSpec): number | undefined {
  return spec.kind !== 'target' && spec.socket ? undefined : portOf(spec);
}

/** How a service is started again and stopped. A target has no process, and the defaults. */
export function lifecycleOf(spec: ServiceSpec): Lifecycle {
  return spec.kind === 'target' ? DEFAULT_LIFECYCLE : spec.lifecycle;
}

/** All of them. */
export function portsOf(spec: ServiceSpec): readonly number[] {
  const port = freePortOf(spec);
  if (spec.kind === 'target') return [];
  const own = [...Object.values(spec.ports ?? {}), ...(spec.container ? publishedPorts(spec.container) : [])];
  return [...new Set(port === undefined ? own : [port, ...own])];
}

/** zinit 0.3's defaults, except where the comment says otherwise. */
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

/** zinit 0.3's. */
export const DEFAULT_LOGGING: LoggingSpec = { bufferLines: 1000 };

/** A service of which only the command is known. */
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

/** zinit 0.3's defaults; `expectStatus` is left open, where zinit has a 200 that it never checks. */
export const DEFAULT_HEALTH: Omit<HealthSpec, 'type' | 'target'> = {
  intervalMs: 10_000,
  timeoutMs: 5000,
  retries: 3,
  startPeriodMs: 0,
  onFailure: 'report',
};
