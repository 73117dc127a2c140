import { type ContainerSpec, commonWords } from '../../core/container.ts';
import { commandLine, quote } from '../../core/shell-quote.ts';

/**
 * A shell script for one run of a container. It is used where containers are unknown: in exports, and in a zinit.toml
 * that is written from a compose file. The script and the container end together, with the container's exit status. The
 * engine stops the container; with `--sig-proxy=false` it gets its stop signal only once. The script first removes the
 * leftovers of an earlier run.
 */
export function containerScript(container: ContainerSpec, graceMs: number): string {
  const { name, engines, network, hosts, init } = container;
  const engine = engines[0]!;
  const quietly = (...command: string[]) => `${commandLine([engine, ...command])} >/dev/null 2>&1`;
  const end = `ended=1; ${quietly('stop', '-t', String(Math.ceil(graceMs / 1000)), name)}`;
  const options = [
    ...(init === true ? ['--init'] : []),
    ...hosts.flatMap((host) => ['--add-host', `${host}:host-gateway`]),
    ...(container.stopSignal === null ? [] : ['--stop-signal', container.stopSignal]),
    ...commonWords(container),
  ];
  return [
    quietly('rm', '--force', name),
    ...(network === null ? [] : [quietly('network', 'create', network.name)]),
    `ended=; trap ${quote(end)} HUP INT QUIT TERM`,
    `[ "$ended" ] || exec ${commandLine([engine, 'run', '--rm', '--sig-proxy=false', '--name', name, ...options])} &`,
    'while :; do wait $!; status=$?; kill -0 $! 2>/dev/null || break; done',
    quietly('rm', '--force', name),
    ...(network === null ? [] : [quietly('network', 'rm', network.name)]),
    'exit $status',
  ].join('\n');
}

/** The command of a container's health check, for use where containers are unknown. */
export function containerCheck({ engines, name }: ContainerSpec, inside: readonly string[]): string {
  return commandLine([engines[0]!, 'exec', name, ...inside]);
}
