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

/** A container with the ports that it is published on: `5432:5432`, `127.0.0.1:5432:5432`. */
export function movedContainer(container: ContainerSpec, moved: MovedPorts): ContainerSpec {
  if (moved.size === 0) return container;
  const ports = container.ports.map((port) =>
    port.replace(/^((?:\[[^\]]+\]:|[^:]+:)?)(\d{1,5})(?=:)/, (whole, address: string, published: string) => {
      const now = moved.get(Number(published));
      return now === undefined ? whole : `${address}${now}`;
    }),
  );
  return { ...container, ports };
}
