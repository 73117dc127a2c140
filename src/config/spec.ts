import { resolve } from 'node:path';
import type { ContainerSpec } from '../core/container.ts';
import type { HooksSpec } from '../core/hooks.ts';
import {
  DEFAULT_LIFECYCLE,
  DEFAULT_LOGGING,
  type Dependencies,
  type FrontSpec,
  type HealthSpec,
  type Lifecycle,
  type ListenAddress,
  type ProcessSpec,
  type WatchSpec,
} from '../core/service.ts';
import { capMs, DEFAULT_WATCH } from './defaults.ts';
import { withCheckout } from './expand.ts';
import { error, type Finding, type PlaceOf } from './finding.ts';
import { givenPort } from './given-port.ts';
import { healthOf } from './health.ts';
import type { DefaultsTable, ServiceTable, WatchSetting } from './keys.ts';
import { parseSignal } from './signals.ts';

interface SpecOptions {
  readonly name: string;
  readonly exec: string;
  readonly table: ServiceTable;
  readonly container: ContainerSpec | undefined;
  readonly inside: readonly string[] | undefined;
  readonly endsAll: ProcessSpec['endsAll'];
  readonly defaults: DefaultsTable;
  readonly dependencies: Dependencies;
  /** The working directory if the table has none. */
  readonly dir: string;
  /** The directory for relative paths in the table. */
  readonly projectDir: string;
  /** The name of the checkout, see `Project.instance`. */
  readonly checkout: string;
  /** Complete except for the `env` of defaults and table. */
  readonly env: Readonly<Record<string, string>>;
  /** The port that a Procfile process gets as `PORT`. */
  readonly instancePort: number | undefined;
  /** The service's port, if it declares one. */
  readonly port: number | undefined;
  /** The named ports of the service. The first of them is its port. */
  readonly ports: Readonly<Record<string, number>>;
  readonly front: FrontSpec | undefined;
  readonly socket: readonly ListenAddress[] | undefined;
  readonly place: PlaceOf;
  readonly unit: boolean;
  readonly problems: Finding[];
  readonly expand: (request: ExpandRequest) => string;
}

interface ExpandRequest {
  readonly text: string;
  readonly key: readonly string[];
  /** The meaning of `$PORT`. */
  readonly port: string | undefined;
  readonly shell?: boolean;
}

/** A service with all defaults applied. Mistakes in its values are added to `problems`. */
export function makeSpec(options: SpecOptions): ProcessSpec {
  const { name, exec, table, defaults, dependencies, projectDir, port, place, unit, problems } = options;
  const env = makeEnv(options);
  const dir = table.dir === undefined ? options.dir : resolve(projectDir, withCheckout(table.dir, options.checkout));
  const expand = (text: string, key: readonly string[], shell = false) =>
    options.expand({ text, key, port: env['PORT'], shell });
  // For a socket that zdev holds, the system accepts connections whether the service does or not.
  const looked = options.socket === undefined ? port : undefined;
  const health = healthOf({ table, defaults: defaults.health, port: looked, place, unit, problems, expand });
  const image = table.image ?? defaults.image;
  const logFile = table.logging?.file ?? defaults.logging?.file;
  return {
    kind: table.oneshot === true ? 'oneshot' : 'service',
    name,
    ...(table.description === undefined ? {} : { description: table.description }),
    exec,
    ...(table.build === undefined ? {} : { build: table.build }),
    ...(image === undefined ? {} : { image }),
    ...(options.container === undefined ? {} : { container: options.container }),
    ...(options.endsAll === undefined ? {} : { endsAll: options.endsAll }),
    dir,
    env,
    ...(port === undefined ? portPart(options, env) : { port }),
    ...(Object.keys(options.ports).length === 0 ? {} : { ports: options.ports }),
    ...(options.front === undefined ? {} : { front: options.front }),
    ...(options.socket === undefined ? {} : { socket: options.socket }),
    ...(table.url === undefined ? {} : { url: expand(table.url, ['url']) }),
    ...dependencies,
    critical: table.critical ?? false,
    status: table.status ?? 'start',
    class: table.class ?? 'user',
    tty: table.tty ?? 'auto',
    ...(table.stdin === 'closed' ? { stdin: table.stdin } : {}),
    lifecycle: makeLifecycle(options),
    ...(health === null ? {} : { health: withInside(health, options.inside) }),
    ...(table.watch === undefined ? {} : { watch: makeWatch(table.watch, dir) }),
    ...(table.hooks === undefined ? {} : { hooks: makeHooks(table.hooks, options) }),
    logging: {
      bufferLines: table.logging?.buffer_lines ?? defaults.logging?.buffer_lines ?? DEFAULT_LOGGING.bufferLines,
      ...(logFile === undefined ? {} : { file: resolve(projectDir, logFile) }),
    },
  };
}

/** The hooks of the table. An invalid regular expression is reported. */
function makeHooks({ output, ...on }: NonNullable<ServiceTable['hooks']>, { place, problems }: SpecOptions): HooksSpec {
  if (output) {
    try {
      new RegExp(output.matches);
    } catch (cause) {
      const where = place(['hooks', 'output', 'matches'], 'value');
      problems.push(
        error('bad-regex', `hooks.output.matches is not a regular expression: ${(cause as Error).message}`, where),
      );
      return { on };
    }
  }
  return { on, ...(output ? { output } : {}) };
}

/** A check of the table that runs in the container of its service. */
function withInside(health: HealthSpec, inside: readonly string[] | undefined): HealthSpec {
  return inside === undefined || health.type !== 'exec' ? health : { ...health, inside };
}

/** Unless its tables set another `PORT`. */
function portPart({ exec, instancePort }: SpecOptions, env: Readonly<Record<string, string>>) {
  return instancePort !== undefined && env['PORT'] === String(instancePort) ? givenPort(exec, instancePort) : {};
}

/** The table's own variables override all others. A `PORT` among them is the meaning of `$PORT` in the others. */
function makeEnv({ env, table, defaults, expand }: SpecOptions): Record<string, string> {
  const port = table.env?.['PORT'] ?? env['PORT'];
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(defaults.env ?? {})) {
    if (!Object.hasOwn(env, key)) own[key] = expand({ text: value, key: ['defaults', 'env', key], port: env['PORT'] });
  }
  for (const [key, value] of Object.entries(table.env ?? {})) {
    own[key] = expand({ text: value, key: ['env', key], port: key === 'PORT' ? env['PORT'] : port });
  }
  return { ...env, ...own };
}

function makeLifecycle({ table, defaults, place, problems }: SpecOptions): Lifecycle {
  const own = { ...defaults.lifecycle, ...table.lifecycle };
  const restart = table.oneshot === true ? (table.lifecycle?.restart ?? 'never') : own.restart;
  const limit = (given: number | undefined, otherwise: number) => capMs(given ?? otherwise);
  const fixed = DEFAULT_LIFECYCLE;
  const restartDelayMs = limit(own.restart_delay_ms, fixed.restartDelayMs);
  const restartDelayMaxMs = limit(own.restart_delay_max_ms, fixed.restartDelayMaxMs);
  if (restartDelayMaxMs < restartDelayMs) {
    const key = table.lifecycle?.restart_delay_max_ms === undefined ? 'restart_delay_ms' : 'restart_delay_max_ms';
    const message = `restart_delay_max_ms (${restartDelayMaxMs}) must not be less than restart_delay_ms (${restartDelayMs})`;
    problems.push(error('bad-value', message, place(['lifecycle', key], 'value')));
  }
  return {
    restart: restart ?? fixed.restart,
    restartDelayMs,
    restartDelayMaxMs,
    maxRestarts: own.max_restarts ?? fixed.maxRestarts,
    stabilityPeriodMs: limit(own.stability_period_ms, fixed.stabilityPeriodMs),
    startTimeoutMs: limit(own.start_timeout_ms, fixed.startTimeoutMs),
    readyAfterMs: limit(own.ready_after_ms, fixed.readyAfterMs),
    stopTimeoutMs: limit(own.stop_timeout_ms, fixed.stopTimeoutMs),
    stopSignal: (own.stop_signal === undefined ? null : parseSignal(own.stop_signal)) ?? fixed.stopSignal,
    ...(own.stop_command === undefined ? {} : { stopCommand: own.stop_command }),
    ...(own.stop_keys === undefined ? {} : { stopKeys: [own.stop_keys].flat() }),
    ...(own.success_exit_codes?.length ? { successExitCodes: own.success_exit_codes } : {}),
    onDependencyRestart: own.on_dependency_restart ?? fixed.onDependencyRestart,
  };
}

function makeWatch(setting: WatchSetting, dir: string): WatchSpec {
  const table = Array.isArray(setting) ? { paths: setting } : setting;
  return {
    paths: table.paths.map((path) => resolve(dir, path)),
    ignore: table.ignore ?? [],
    debounceMs: capMs(table.debounce_ms ?? DEFAULT_WATCH.debounceMs),
    action: table.action ?? DEFAULT_WATCH.action,
    signal: (table.signal === undefined ? null : parseSignal(table.signal)) ?? DEFAULT_WATCH.signal,
  };
}

type Camel<Key extends string> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Key;

/** The keys of a table that have no field in the core's type. */
type WithoutField<Table, Fields> = Exclude<Camel<keyof NonNullable<Table> & string>, keyof Fields>;

/** Keys of a service that other modules read: the kind, dependencies, env files, ports and fronts. */
type ReadElsewhere =
  | 'oneshot'
  | 'envFile'
  | 'status'
  | 'listen'
  | 'singleConnection'
  | keyof Dependencies
  | keyof FrontSpec;

/**
 * A new key of the table without a field in the core's types does not compile here. zinit's `forward` has no effect.
 */
const _everyKeyHasAField:
  | Exclude<WithoutField<ServiceTable, ProcessSpec>, ReadElsewhere>
  | WithoutField<ServiceTable['lifecycle'], Lifecycle>
  | WithoutField<ServiceTable['health'], HealthSpec>
  | WithoutField<Exclude<WatchSetting, readonly unknown[]>, WatchSpec>
  | Exclude<WithoutField<ServiceTable['logging'], ProcessSpec['logging']>, 'forward'> extends never
  ? true
  : never = true;
