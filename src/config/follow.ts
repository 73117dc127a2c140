import type { ContainerSpec } from '../core/container.ts';
/** Ports that are not as they are written: what stands in the file, and what they are. */
export type MovedPorts = ReadonlyMap<number, number>;

/** An address that names a port by its number, with the port as it is: `http://localhost:3000/healthz`. */
export function followPorts(text: string, moved: MovedPorts): string {
  return text.replace(/:(\d{1,5})(?!\d)/g, (whole, port: string) => {
    const now = moved.get(Number(port));
    return now === undefined ? whole : `:${now}`;
  });
}

/** A container with the ports that it is published on now. */
export function followedContainer(container: ContainerSpec | undefined, moved: MovedPorts): ContainerSpec | undefined {
  if (container === undefined || moved.size === 0) return container;
  const now = (port: string) => followPublished(`--publish ${port}`, moved).slice('--publish '.length);
  return { ...container, ports: container.ports.map(now) };
}

/** The command of a container with the port that it is published on: `--publish 5432:5432`. */
export function followPublished(command: string, moved: MovedPorts): string {
  return command.replace(/(--publish '?(?:[^\s:']+:)?)(\d{1,5})(?=:)/g, (whole, before: string, port: string) => {
    const now = moved.get(Number(port));
    return now === undefined ? whole : `${before}${now}`;
  });
}
