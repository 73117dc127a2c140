import type { Project } from '../config/project.ts';
import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import { processes } from './names.ts';
import { isSecret } from './secrets.ts';

/** A service that can run in a container. */
export type Contained = ProcessSpec & { readonly image: string };

/** What both container formats need to know of a project. */
export interface Containers {
  readonly services: readonly Contained[];
  /**
   * What a service waits for. Targets are replaced by what they require, and services without a container are left out.
   */
  readonly needs: (names: readonly string[]) => readonly Contained[];
  readonly warnings: readonly string[];
}

/**
 * Selects the services that have an image. The others stay outside, with a warning, because nothing says which
 * container they need.
 */
export function containersOf({ services }: Project): Containers {
  const all = processes(services);
  const inside = all.filter((service): service is Contained => service.image !== undefined);
  const outside = all.filter(({ image }) => image === undefined).map(({ name }) => name);
  const byName = new Map(services.map((service) => [service.name, service]));
  const missing = outside.filter((name) => inside.some(({ requires }) => requires.includes(name)));
  return {
    services: inside,
    needs: (names) => inside.filter(({ name }) => behindTargets(names, byName).has(name)),
    warnings: [
      ...(outside.length > 0 ? [`${list(outside)}: left out, because they have no image`] : []),
      ...(missing.length > 0 ? [`${list(missing)}: nothing waits for services that are left out`] : []),
    ],
  };
}

/** Why a project without any image cannot be exported. */
export const NO_IMAGE = {
  message: 'no service has an image, so there is nothing to run in a container',
  hint: 'add image = "…" to the services, or to [defaults] for all of them',
};

function behindTargets(names: readonly string[], byName: ReadonlyMap<string, ServiceSpec>): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const service = byName.get(name);
    if (service?.kind === 'target') queue.push(...service.requires);
  }
  return found;
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

const LOCAL = /(?<![\w.:-])(?:localhost|127\.0\.0\.1|\[::1\]):(\d{1,5})(?!\d)/g;

interface ReachOptions {
  readonly service: Contained;
  readonly all: readonly ServiceSpec[];
  readonly inside: readonly Contained[];
  /** The host name by which containers reach a service. */
  readonly hostOf: (name: string) => string;
}

/**
 * The variables of a service. `localhost:PORT` is replaced by the host of the service that has the port, because in a
 * container, localhost is the container itself.
 */
export function reachableEnv({ service, all, inside, hostOf }: ReachOptions) {
  const warnings: string[] = [];
  const owner = new Map(
    processes(all).flatMap((each) => (each.port === undefined ? [] : [[each.port, each] as const])),
  );
  const entries = Object.entries(service.env).map(([key, text]) => {
    const changed = text.replace(LOCAL, (place: string, port: string) => {
      const other = owner.get(Number(port));
      if (other === undefined || other.name === service.name) return place;
      const reached = inside.some(({ name }) => name === other.name);
      const there = `${hostOf(other.name)}:${port}`;
      if (isSecret(key, text)) {
        warnings.push(
          `env (${service.name}): ${key} needs ${there} instead of ${place} in the place that its value comes from`,
        );
        return place;
      }
      warnings.push(
        reached
          ? `env (${service.name}): ${key} has ${there} instead of ${place}`
          : `env (${service.name}): ${key} names ${place}, but "${other.name}" is not in a container`,
      );
      return reached ? there : place;
    });
    return [key, changed] as const;
  });
  return { env: Object.fromEntries(entries), warnings };
}
