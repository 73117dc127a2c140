import type { HealthSpec } from '../../core/service.ts';
import type { Prober } from '../../runtime/ports.ts';
import { probeExec } from './exec.ts';
import { probeTcp } from './tcp.ts';

/** The kinds that probe a service from outside. Type `log` is not one of them: the output is matched as it is read. */
type ProbeType = Exclude<HealthSpec['type'], 'log'>;

/** The health checks, by `health.type`. A new kind is a file in this directory and a line here. */
export const probers = {
  tcp: probeTcp,
  exec: probeExec,
  // node:http takes as long to load as the rest of zdev, so only a project with such a check loads it.
  http: async (request) => (await import('./http.ts')).probeHttp(request),
} satisfies Record<ProbeType, Prober>;
