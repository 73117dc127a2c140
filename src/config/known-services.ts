import type { DeclaredService } from './config.ts';
import type { KnownServices } from './expand.ts';
import type { Instance } from './instances.ts';
import { frontPort, namedPorts, settledPort, writtenPort } from './ports.ts';

/** Replaces a wrong port that has already been reported. */
export const ANY_PORT = 1;

interface KnownOptions {
  readonly instances: readonly Instance[];
  /** The first port of each process type of the Procfile. */
  readonly ports: ReadonlyMap<string, number>;
  readonly leased: ReadonlyMap<string, number>;
}

/** The targets of `${services.NAME.port}` and the like. Of several instances, the first one counts. */
export function knownServices(
  services: readonly DeclaredService[],
  { instances, ports: ofTypes, leased }: KnownOptions,
): KnownServices {
  const known = new Map<string, { port: number | undefined; ports: Record<string, number>; url: string | undefined }>();
  for (const service of services) {
    const wrong = service.isTakenOut('port') || service.isTakenOut('ports');
    // a missing lease was already reported
    const port =
      frontPort(service, leased) ??
      settledPort(service, leased) ??
      (wrong || writtenPort(service) === 'auto' ? ANY_PORT : undefined);
    const ports = Object.fromEntries(Object.keys(service.table.ports ?? {}).map((name) => [name, ANY_PORT]));
    known.set(service.name, { port, ports: { ...ports, ...namedPorts(service, leased) }, url: service.table.url });
  }
  for (const [name, port] of [...instances.map((each) => [each.name, each.port] as const), ...ofTypes]) {
    known.set(name, { ports: {}, url: undefined, ...known.get(name), port });
  }
  return known;
}
