import type { ProcessSpec, ServiceSpec } from '../core/service.ts';

/** The name of a project for use in file names. */
export function slug(name: string): string {
  return name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'project';
}

/** The names of services in a format, by their own names, with a warning for each changed name. */
export interface Renamed {
  readonly of: (name: string) => string;
  readonly warnings: readonly string[];
}

/**
 * Gives every service a name that the format allows; `toAllowed` makes one. Numbers distinguish names that become
 * equal.
 */
export function rename(services: readonly ServiceSpec[], toAllowed: (name: string) => string): Renamed {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name } of services) {
    const wanted = toAllowed(name);
    let given = wanted;
    for (let number = 2; taken.has(given); number++) given = toAllowed(`${wanted.slice(0, 58)}-${number}`);
    taken.add(given);
    names.set(name, given);
  }
  const changed = [...names].filter(([name, given]) => name !== given);
  return {
    of: (name) => names.get(name) ?? name,
    warnings: changed.map(
      ([name, given]) => `"${name}" is called "${given}", because the format does not allow this name`,
    ),
  };
}

/** Variables that a format can contain, and a warning for each whose name it does not allow. */
export function allowedEnv({ name, env }: ProcessSpec, isAllowed: (key: string) => boolean) {
  const entries = Object.entries(env);
  return {
    env: Object.fromEntries(entries.filter(([key]) => isAllowed(key))),
    warnings: entries
      .filter(([key]) => !isAllowed(key))
      .map(([key]) => `env (${name}): ${JSON.stringify(key)} is left out, because the format does not allow this name`),
  };
}

/** The services that have a process. */
export function processes(services: readonly ServiceSpec[]): ProcessSpec[] {
  return services.filter((service): service is ProcessSpec => service.kind !== 'target');
}
