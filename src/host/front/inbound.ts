import type { Project } from '../../config/project.ts';
import type { Event } from '../../core/event.ts';
import { publicPortOf, type ServiceSpec } from '../../core/service.ts';
import { presentSpecs, type State } from '../../core/state.ts';
import type { EdgeHost } from './edge.ts';
import { createFrontAccess, type FrontAccess } from './front-access.ts';
import type { SharedThread } from './front-thread.ts';
import type { Names } from './service-names.ts';

/**
 * The ways in which connections reach services: their fronts and their names. Nothing is loaded before it is needed.
 */
export interface Inbound extends FrontAccess {
  /** Gives names to services with a port. Call this before the first of them starts. */
  name(specs: readonly ServiceSpec[]): Promise<void>;
  /** The addresses of services by name. A change returns a new map. */
  addresses(): ReadonlyMap<string, string>;
  /** Makes the names lead to the services from now on. */
  openNames(host: Omit<EdgeHost, 'thread'>): Promise<void>;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** Creates the doors without opening any. */
export function createInbound(parts: {
  readonly project: Project;
  readonly projectId: string;
  readonly environ: NodeJS.ProcessEnv;
  readonly state: () => State;
  readonly send: (event: Event) => void;
  readonly notice: (message: string) => void;
  /** Called when the addresses of services have changed. */
  readonly moved: () => void;
}): Inbound {
  const { project, environ, state, notice, moved } = parts;
  let thread: Promise<SharedThread> | null = null;
  let naming: Promise<Names | null> | null = null;
  let names: Names | null = null;
  let host: Omit<EdgeHost, 'thread'> | null = null;
  const getThread = () => {
    thread ??= import('./front-thread.ts').then(({ shareThread }) => shareThread());
    return thread;
  };
  const fronts = createFrontAccess({ ...parts, root: project.dir, thread: getThread });

  async function name(specs: readonly ServiceSpec[]): Promise<void> {
    if (naming || !specs.some((spec) => publicPortOf(spec) !== undefined)) return;
    naming = import('./service-names.ts').then(({ nameServices }) =>
      nameServices({ project, environ, specs, notice, moved }),
    );
    names = await naming;
  }

  async function open(): Promise<void> {
    if (host && names) await names.open({ ...host, thread: await getThread() });
  }

  /** Gives names if the first service with a port comes late. */
  async function nameLate(): Promise<void> {
    await name(presentSpecs(state()));
    await open();
  }

  return {
    ...fronts,
    name,
    addresses: () => names?.addresses() ?? NONE,
    changed(next, previous, touched) {
      fronts.changed(next, previous, touched);
      names?.changed(next, previous, touched);
      if (host && !naming && next.graph !== previous.graph) void nameLate();
    },
    async openNames(given) {
      host = given;
      await open();
    },
    async close() {
      await fronts.close();
      await (await thread)?.end();
    },
  };
}
