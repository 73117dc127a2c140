import { commandLine } from '../../core/shell-quote.ts';
import type { ContainerEngine, ContainerState } from '../../runtime/container-ports.ts';
import { type Ask, call, PATIENT_MS, PROMPT_MS } from './call.ts';
import { createContainer, type Features } from './create.ts';
import { containerState } from './facts.ts';

/** One engine, identified by its command. Missing abilities are found out once, by a request that fails. */
export function createEngine({
  command,
  environ,
  onNotice,
}: {
  readonly command: string;
  readonly environ: NodeJS.ProcessEnv;
  readonly onNotice: (message: string) => void;
}): ContainerEngine {
  const features: Features = { init: true, gateway: true, networks: new Map() };

  const ask: Ask = (args, { timeoutMs = PROMPT_MS, env = {}, signal } = {}) =>
    call({ command, args, timeoutMs, env: Object.assign(Object.create(environ), env), ...(signal && { signal }) });

  async function inspect(name: string): Promise<ContainerState | null> {
    return containerState((await ask(['inspect', '--type', 'container', name])).stdout);
  }

  return {
    command,
    create: (request) => createContainer({ ...request, ask, features, onNotice }),
    inspect,
    attachLine: (name, tty) =>
      `unset ZDEV_RUN; exec ${commandLine([command, 'start', '--attach', ...(tty ? ['--interactive'] : []), '--sig-proxy=false', name])}`,
    execLine: (name, words) => commandLine([command, 'exec', name, ...words]),
    async signal(name, signal) {
      return (await ask(['kill', '--signal', signal, name])).code === 0;
    },
    async unpause(name) {
      await ask(['unpause', name]);
    },
    async remove(name) {
      const { code, stderr } = await ask(['rm', '--force', '--volumes', name], { timeoutMs: PATIENT_MS });
      return code === 0 || /no such container/i.test(stderr);
    },
    async leaveNetwork(network) {
      features.networks.delete(network);
      await ask(['network', 'rm', network]);
    },
    async leaveNetworks(label, value) {
      const { stdout } = await ask(['network', 'ls', '--quiet', '--filter', `label=${label}=${value}`]);
      for (const network of stdout.split('\n').filter(Boolean)) await ask(['network', 'rm', network]);
    },
    async usage(names) {
      const format = '{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}';
      const { stdout } = await ask(['stats', '--no-stream', '--format', format, ...names]);
      return new Map(stdout.split('\n').flatMap((line) => usageOf(line) ?? []));
    },
  };
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Parses a line of `stats`: name, `1.25%`, `12.3MiB / 2GiB`. */
function usageOf(line: string): [[name: string, usage: { cpuPercent: number; memoryBytes: number }]] | null {
  const [name, percent = '', memory = ''] = line.split('\t');
  const [, size, unit = 'b'] = /^([\d.]+)\s*([kmg]?i?b)/i.exec(memory) ?? [];
  if (!name || size === undefined) return null;
  const memoryBytes = Math.round(Number(size) * (UNITS[unit.toLowerCase()] ?? 1));
  return [[name, { cpuPercent: Number.parseFloat(percent) || 0, memoryBytes }]];
}
