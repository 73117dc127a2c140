import { DEFAULT_HEALTH, type HealthSpec } from '../core/service.ts';
import { capMs } from './defaults.ts';
import { error, type Finding, type PlaceOf, warning } from './finding.ts';
import type { DefaultsTable, ServiceTable } from './keys.ts';

interface HealthOptions {
  readonly table: ServiceTable;
  readonly defaults: DefaultsTable['health'];
  readonly port: number | undefined;
  readonly place: PlaceOf;
  /** Whether it is a zinit unit. Mistakes that zinit accepts are then only warnings. */
  readonly unit: boolean;
  readonly problems: Finding[];
  readonly expand: (text: string, key: readonly string[], shell: boolean) => string;
}

/** The health check of a service: its own, or else a check of its port. A oneshot with a port gets none. */
export function healthOf({
  table,
  defaults = {},
  port,
  place,
  unit,
  problems,
  expand,
}: HealthOptions): HealthSpec | null {
  const own = table.health;
  const report = unit ? warning : error;
  if (own === undefined) {
    const implied = port !== undefined && table.oneshot !== true;
    return implied ? { type: 'tcp', target: `localhost:${port}`, ...timing(defaults) } : null;
  }
  const target = expand(own.target, ['health', 'target'], own.type === 'exec');
  const expected = TARGETS[own.type](target);
  if (expected !== null) {
    const message = `health.target of type "${own.type}" must be ${expected}, not ${JSON.stringify(target)}`;
    const where = place(['health', 'target'], 'value');
    // zinit accepts any target, and its check then fails; it has no checks of output
    problems.push(own.type === 'log' ? error('bad-regex', message, where) : report('bad-target', message, where));
  }
  if (own.expect_status !== undefined && own.type !== 'http') {
    const message = `"expect_status" is for type "http", not for "${own.type}"`;
    problems.push(report('bad-value', message, place(['health', 'expect_status'], 'key')));
  }
  const status = own.type === 'http' ? (own.expect_status ?? defaults.expect_status) : undefined;
  return {
    type: own.type,
    target,
    ...(status === undefined ? {} : { expectStatus: status }),
    ...timing({ ...defaults, ...own }),
  };
}

type Probing = NonNullable<DefaultsTable['health']>;

function timing(table: Probing): Omit<HealthSpec, 'type' | 'target' | 'expectStatus'> {
  return {
    intervalMs: capMs(table.interval_ms ?? DEFAULT_HEALTH.intervalMs),
    timeoutMs: capMs(table.timeout_ms ?? DEFAULT_HEALTH.timeoutMs),
    retries: table.retries ?? DEFAULT_HEALTH.retries,
    startPeriodMs: capMs(table.start_period_ms ?? DEFAULT_HEALTH.startPeriodMs),
    onFailure: table.on_failure ?? DEFAULT_HEALTH.onFailure,
  };
}

/** The expected form of a target; null if the target has it. */
const TARGETS = {
  tcp: (target) => {
    const [, port] = /^(?:\[[0-9a-fA-F:.%]+\]|[^\s:/]+):(\d{1,5})$/.exec(target) ?? [];
    return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535 ? null : 'host:port';
  },
  http: (target) => {
    const url = URL.canParse(target) ? new URL(target) : null;
    return url !== null && /^https?:$/.test(url.protocol) ? null : 'a URL with http:// or https://';
  },
  exec: () => null,
  log: (target) => {
    try {
      new RegExp(target);
      return null;
    } catch (cause) {
      return `a regular expression (${(cause as Error).message})`;
    }
  },
} satisfies Record<HealthSpec['type'], (target: string) => string | null>;
