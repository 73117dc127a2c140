import { DEFAULT_HEALTH, DEFAULT_LIFECYCLE, type ProcessSpec, type TargetSpec } from '../../../src/core/service.ts';

/** A service with defaults. */
export function service(name: string, rest: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name,
    kind: 'service',
    critical: false,
    status: 'start',
    class: 'user',
    requires: [],
    after: [],
    wants: [],
    conflicts: [],
    exec: `run ${name}`,
    dir: '/project',
    env: {},
    tty: false,
    lifecycle: DEFAULT_LIFECYCLE,
    logging: { bufferLines: 1000 },
    ...rest,
  };
}

export function oneshot(name: string, rest: Partial<ProcessSpec> = {}): ProcessSpec {
  return service(name, { kind: 'oneshot', lifecycle: { ...DEFAULT_LIFECYCLE, restart: 'never' }, ...rest });
}

export function target(name: string, requires: readonly string[]): TargetSpec {
  const { critical, status, class: kind, after, wants, conflicts } = service(name);
  return { name, kind: 'target', critical, status, class: kind, requires, after, wants, conflicts };
}

export const tcpHealth = { ...DEFAULT_HEALTH, type: 'tcp', target: '127.0.0.1:34797' } as const;
export const never = { ...DEFAULT_LIFECYCLE, restart: 'never' } as const;

/** As much of a zinit unit as these tests need. */
export function specOfUnit(unit: unknown): ProcessSpec {
  const { service: own, dependencies } = unit as {
    service: { name: string; exec: string; env?: Record<string, string> };
    dependencies?: { requires?: string[] };
  };
  return service(own.name, { exec: own.exec, env: own.env ?? {}, requires: dependencies?.requires ?? [] });
}
