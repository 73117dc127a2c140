import { commandLine } from './shell-quote.ts';

/** Describes, before the start, the container in which a service runs. */
export interface ContainerSpec {
  /** Programs that may run the container. zdev takes the first one that answers. */
  readonly engines: readonly string[];
  /** Unique on this machine. */
  readonly name: string;
  /** The name of the image, as an engine knows it. */
  readonly image: string;
  /** Shown to people in place of a command: `image postgres:16`. */
  readonly title: string;
  /** The arguments that build the image, after the name of the engine; null if it is not built here. */
  readonly build: readonly string[] | null;
  /** Whether to fetch an image that is not built here before the start. */
  readonly pull: 'always' | 'missing' | 'never';
  /** Published ports, such as `8080:80`. */
  readonly ports: readonly string[];
  /** Further options of `create`. */
  readonly options: readonly string[];
  /** Replaces the entry point of the image; empty: keep that one. */
  readonly entrypoint: readonly string[];
  /** The arguments of the container. */
  readonly words: readonly string[];
  /** Variables that it gets from the environment of the service, so that no command line shows their values. */
  readonly variables: readonly string[];
  /** The network that the containers of the project share; null: another network, or none. */
  readonly network: { readonly name: string; readonly aliases: readonly string[] } | null;
  /** Names of services that run on this machine. In the container, these names lead to this machine. */
  readonly hosts: readonly string[];
  /** Whether a small init runs before its command and passes on signals; null: if the image has no init of its own. */
  readonly init: boolean | null;
  /** The stop signal from the file; null: that of the image, or SIGTERM. */
  readonly stopSignal: string | null;
  /** Where the health check comes from: the file, or the image if that has one. */
  readonly check: 'file' | 'image';
  /** The command line that runs the container on this machine. */
  readonly here: string;
}

/** A container with more ports than this starts without a check of its ports. */
const MAX_PORTS = 100;

/** The TCP ports of this machine at which a container can be reached. */
export function publishedPorts({ ports }: Pick<ContainerSpec, 'ports'>): number[] {
  const found = ports.flatMap((port) => {
    const [, from, to = from, protocol] = /(?:^|:)(\d+)(?:-(\d+))?:[\d-]+(?:\/(\w+))?$/.exec(port) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || first === 0 || (protocol ?? 'tcp') !== 'tcp' || last - first >= MAX_PORTS) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return found.slice(0, MAX_PORTS);
}

/**
 * The end of a command line that creates the container of a service: the options that hold however it is started, the
 * image, and its arguments.
 */
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

/** The command line that builds or fetches the image with an engine; null if there is nothing to do. */
export function imageLine({ build, pull, image }: ContainerSpec, engine: string): string | null {
  if (build !== null) return commandLine([engine, ...build]);
  if (pull === 'never') return null;
  const fetch = commandLine([engine, 'pull', image]);
  return pull === 'always' ? fetch : `${commandLine([engine, 'image', 'inspect', image])} >/dev/null 2>&1 || ${fetch}`;
}
