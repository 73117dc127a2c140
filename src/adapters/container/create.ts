import { commonWords } from '../../core/container.ts';
import type { ContainerCreation, CreateRequest } from '../../runtime/container-ports.ts';
import { type Ask, complaintOf, PATIENT_MS } from './call.ts';
import { gatewayOf, type ImageFacts, imageFacts } from './facts.ts';

/** The known abilities of an engine. Each one is found out once, by trying. */
export interface Features {
  /** Whether the engine can put a small init before the command of a container. */
  init: boolean;
  /** True if the engine knows `host-gateway`. Otherwise the address of this machine, or null if there is none. */
  gateway: true | string | null;
  /** The existing networks of projects. */
  readonly networks: Map<string, Promise<void>>;
}

/** Programs that start others and pass on signals. Some of them must be the first process of a container. */
const INITS =
  /(?:^|\/)(?:s6-svscan|s6-overlay-\w+|tini(?:-static)?|dumb-init|catatonit|my_init|systemd)$|^\/(?:sbin\/|usr\/sbin\/)?init$/;

/** More than the number of things that a container may have to do without. */
const MAX_TRIES = 6;

/**
 * Creates a container, which is started later. Removes a leftover container of the same name. Leaves out what the
 * engine cannot do, with a notice if that matters.
 */
export async function createContainer(
  options: CreateRequest & {
    readonly ask: Ask;
    readonly features: Features;
    readonly onNotice: (message: string) => void;
  },
): Promise<ContainerCreation> {
  const { container, env, signal, ask, features } = options;
  const { network, image } = container;
  if (network !== null) {
    if (!features.networks.has(network.name)) {
      features.networks.set(network.name, makeNetwork(options, network.name));
    }
    await features.networks.get(network.name);
  }
  const facts = imageFacts((await ask(['image', 'inspect', image])).stdout);
  for (let tries = 1; ; tries++) {
    const args = createArgs(options, facts);
    const answer = await ask(args, { timeoutMs: PATIENT_MS, env, ...(signal && { signal }) });
    if (answer.code === 0) {
      const stopSignal = container.stopSignal ?? facts.stopSignal;
      return { ok: true, stopSignal, health: container.check === 'image' ? facts.health : null };
    }
    if (answer.missing) return { ok: false, missing: true, message: 'no container engine', output: '' };
    const isHelped = tries < MAX_TRIES && signal?.aborted !== true && (await help(answer.stderr, args, options));
    if (isHelped) continue;
    const message = answer.code === null ? 'it does not answer' : complaintOf(answer);
    return { ok: false, missing: false, message, output: answer.stderr };
  }
}

function createArgs(
  { container, labels, features, tty, interactive = tty, once = false }: Parameters<typeof createContainer>[0],
  facts: ImageFacts,
): string[] {
  const { name, hosts, init, pull, build, entrypoint } = container;
  const program = entrypoint[0] ?? facts.program;
  const wantsInit = init ?? (features.init && (program === null || !INITS.test(program)));
  const { gateway } = features;
  return [
    'create',
    ...['--name', name],
    ...labelArgs(labels),
    ...(tty ? ['--tty'] : []),
    ...(interactive ? ['--interactive'] : []),
    ...(once ? ['--rm'] : []),
    ...(wantsInit ? ['--init'] : []),
    ...(pull === 'never' || build !== null ? ['--pull', 'never'] : []),
    ...(gateway === null
      ? []
      : hosts.flatMap((host) => ['--add-host', `${host}:${gateway === true ? 'host-gateway' : gateway}`])),
    ...commonWords(container),
  ];
}

/** Creates a network with the labels of the run, so that it can be found later. */
async function makeNetwork({ ask, labels }: Parameters<typeof createContainer>[0], name: string): Promise<void> {
  await ask(['network', 'create', ...labelArgs(labels), name]);
}

const labelArgs = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]);

/** Reacts to a failed creation; false if nothing can be done. */
async function help(
  complaint: string,
  tried: readonly string[],
  options: Parameters<typeof createContainer>[0],
): Promise<boolean> {
  const { container, ask, features, onNotice } = options;
  const { name, network, init } = container;
  if (/already (?:in use|used)/i.test(complaint)) {
    return (await ask(['rm', '--force', '--volumes', name], { timeoutMs: PATIENT_MS })).code === 0;
  }
  if (/host-gateway|add-host/i.test(complaint) && tried.includes('--add-host')) {
    // another container may have found this out meanwhile
    if (features.gateway !== true) return tried.some((word) => word.endsWith(':host-gateway'));
    features.gateway = gatewayOf((await ask(['network', 'inspect', network?.name ?? 'bridge'])).stdout);
    if (features.gateway === null) {
      onNotice(
        `containers do not know ${container.hosts.join(', ')} by name: this container engine has no "host-gateway"`,
      );
    }
    return true;
  }
  if (
    /\binit\b.*not found|not found.*\binit\b|init binary|docker-init|\btini\b|catatonit/i.test(complaint) &&
    tried.includes('--init')
  ) {
    features.init = false;
    return init === null;
  }
  if (network !== null && /network.*not found|no such network|unable to find network/i.test(complaint)) {
    features.networks.set(network.name, makeNetwork(options, network.name));
    await features.networks.get(network.name);
    return true;
  }
  return false;
}
