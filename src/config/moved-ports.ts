import type { ContainerSpec } from '../core/container.ts';

/** From the port in the file to the port that replaces it. */
export type MovedPorts = ReadonlyMap<number, number>;

/** Replaces the port in an address: `http://localhost:3000/healthz`. */
export function followPorts(text: string, moved: MovedPorts): string {
  return text.replace(/:(\d{1,5})(?!\d)/g, (whole, port: string) => {
    const now = moved.get(Number(port));
    return now === undefined ? whole : `:${now}`;
  });
}

/** A container with its new published ports: `5432:5432`, `127.0.0.1:5432:5432`. */
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
