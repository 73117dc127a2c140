import { commandLine } from './shell.ts';

/** What is known, before the start, of the container in which a service runs. */
export interface ContainerSpec {
  /** The programs that may run it, in this order: the first that answers does. */
  readonly engines: readonly string[];
  /** Nobody else on this machine has it. */
  readonly name: string;
  /** As an engine knows it. */
  readonly image: string;
  /** What people see in place of a command: `image postgres:16`. */
  readonly title: string;
  /** The arguments that make the image, after the name of the engine; null where it is not built here. */
  readonly build: readonly string[] | null;
  /** Whether the image is fetched before the start, where it is not built here. */
  readonly pull: 'always' | 'missing' | 'never';
  /** What is published: `8080:80`. */
  readonly ports: readonly string[];
  /** Further options of `create`. */
  readonly options: readonly string[];
  /** In place of the entry point of the image; empty: that. */
  readonly entrypoint: readonly string[];
  /** What it is given. */
  readonly words: readonly string[];
  /** Variables that it gets from the environment of the service, so that no value stands on a command line. */
  readonly variables: readonly string[];
  /** The network of the project, which its containers share; null: another, or none. */
  readonly network: { readonly name: string; readonly aliases: readonly string[] } | null;
  /** Names of services that run on this machine, by which it knows this machine. */
  readonly hosts: readonly string[];
  /** Whether a small init comes before its command, to pass on signals; null: wherever the image has none of its own. */
  readonly init: boolean | null;
  /** The signal that the file says; null: the one of the image, or SIGTERM. */
  readonly stopSignal: string | null;
  /** Where its health check comes from: the file, or, if it has one, the image. */
  readonly check: 'file' | 'image';
  /** The line that would run it on this machine. */
  readonly here: string;
}

/** More ports than this are not looked at before the start. */
const MAX_PORTS = 100;

/** The ports of TCP of this machine on which a container can be reached. */
export function publishedPorts({ ports }: Pick<ContainerSpec, 'ports'>): number[] {
  const found = ports.flatMap((port) => {
    const [, from, to = from, protocol] = /(?:^|:)(\d+)(?:-(\d+))?:[\d-]+(?:\/(\w+))?$/.exec(port) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || first === 0 || (protocol ?? 'tcp') !== 'tcp' || last - first >= MAX_PORTS) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return found.slice(0, MAX_PORTS);
}

/** The end of a line that makes a container of a service: options that hold however it is started, the image, its arguments. */
export function commonWords({
  variables,
  options,
  ports,
  network,
  entrypoint: [program, ...more],
  image,
  words,
}: ContainerSpec): string[] {
  return [
    ...(network === null
      ? []
      : ['--network', network.name, ...network.aliases.flatMap((alias) => ['--network-alias', alias])]),
    ...variables.flatMap((name) => ['--env', name]),
    ...ports.flatMap((port) => ['--publish', port]),
    ...options,
    ...(program === undefined ? [] : ['--entrypoint', program]),
    image,
    ...more,
    ...words,
  ];
}

/** The line that makes or fetches the image with an engine; null where there is nothing to do. */
export function imageLine({ build, pull, image }: ContainerSpec, engine: string): string | null {
  if (build !== null) return commandLine([engine, ...build]);
  if (pull === 'never') return null;
  const fetch = commandLine([engine, 'pull', image]);
  return pull === 'always' ? fetch : `${commandLine([engine, 'image', 'inspect', image])} >/dev/null 2>&1 || ${fetch}`;
}
