import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './fake-programs.ts';
import { until } from './wait.ts';
import type { Rig } from './zdev.ts';

/** A compose file whose services run in containers of a stand-in for docker: each by a command of the shell. */
export function setUp(rig: Rig, services: Readonly<Record<string, { command: string; more?: string }>>) {
  const entries = Object.entries(services).map(
    ([name, { command, more = '' }]) =>
      `  ${name}: { image: an-image, command: [sh, -c, ${JSON.stringify(command)}]${more === '' ? '' : `, ${more}`} }\n`,
  );
  rig.write('compose.yaml', `services:\n${entries.join('')}`);
  return engine(rig);
}

/** No other that this machine may have is taken in its place. */
export const engine = (rig: Rig) => ({
  ...onPath(rig, { docker: 'fake-docker.mjs' }),
  ZDEV_CONTAINER_ENGINE: 'docker',
});

/** What docker was asked for, a line each. */
export const calls = (rig: Rig) => readFileSync(join(rig.dir, 'docker/calls'), 'utf8');

/** Names of containers that run, or that a call names. */
export function containers(rig: Rig, named?: RegExp): string[] {
  if (named !== undefined) return [...calls(rig).matchAll(new RegExp(named, 'gm'))].map(([, name]) => name!);
  return existing(rig).filter((name) => {
    const { pid } = JSON.parse(readFileSync(join(rig.dir, `docker/${name}.json`), 'utf8'));
    return pid !== undefined && existsSync(`/proc/${pid}`);
  });
}

/** Names of containers that have not been removed. */
export function existing(rig: Rig): string[] {
  return readdirSync(join(rig.dir, 'docker')).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
}

/** Waits until a supervisor that is killed now has written down that the service runs. */
export async function untilWritten(rig: Rig, service: string): Promise<void> {
  const isWritten = () => {
    const { services } = JSON.parse(readFileSync(join(rig.dir, '.zdev/journal.log'), 'utf8'));
    return services.some(({ name, live }: { name: string; live: unknown }) => name === service && live !== null);
  };
  await until(isWritten, { what: `${service} in the journal` });
}

export function kill(rig: Rig, signal: NodeJS.Signals): void {
  process.kill(JSON.parse(readFileSync(join(rig.dir, '.zdev/zdev.pid'), 'utf8')).pid, signal);
}
