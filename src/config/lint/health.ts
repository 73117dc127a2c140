import type { ProcessSpec } from '../../core/service.ts';
import { type Finding, warning } from '../finding.ts';
import { type Lint, processes } from './context.ts';

/** A check that never runs. */
export const oneshotHealth: Lint = (context) =>
  processes(context)
    .filter(({ kind, health }) => kind === 'oneshot' && health !== undefined)
    .map(({ name }) => {
      const message = `the health check of "${name}" is never run: a oneshot is ready once it has exited with 0`;
      return warning('oneshot-health', message, context.place(name, ['health'], 'key'), 'remove health or oneshot');
    });

/** A check of the port of another service, which passes too early or never. */
export const foreignHealth: Lint = (context) => {
  const all = processes(context);
  return all.flatMap((service): Finding[] => {
    const port = checkedPort(service);
    if (port === null || portsOf(service).includes(port)) return [];
    const owner = all.find((other) => other !== service && portsOf(other).includes(port));
    if (owner === undefined) return [];
    const message = `the health check of "${service.name}" checks port ${port}, which is the port of "${owner.name}"`;
    const hint = 'check $PORT, its own port; use requires to wait for another service';
    return [warning('foreign-health', message, context.place(service.name, ['health', 'target'], 'value'), hint)];
  });
};

/** The port of this machine that a health check uses. */
function checkedPort({ kind, health }: ProcessSpec): number | null {
  if (kind !== 'service' || !health) return null;
  const [, host = '', port = ''] = ADDRESSES[health.type]?.exec(health.target) ?? [];
  return port !== '' && /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/i.test(host) ? Number(port) : null;
}

const ADDRESSES: Readonly<Record<string, RegExp>> = {
  tcp: /^(.+):(\d+)$/,
  http: /^https?:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+):(\d+)/i,
};

function portsOf({ port, env }: ProcessSpec): number[] {
  return [port ?? 0, Number(env['PORT'])].filter((each) => each > 0);
}
