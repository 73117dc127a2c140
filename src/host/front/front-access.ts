import type { Changed } from '../../core/changes.ts';
import type { Event } from '../../core/event.ts';
import type { ServiceSpec } from '../../core/service.ts';
import type { State } from '../../core/state.ts';
import type { ProxyControl } from '../../rpc/control.ts';
import type { SharedThread } from './front-thread.ts';
import type { Fronts } from './fronts.ts';

/** The fronts of a project. They are opened, and their code is loaded, when the first one is needed. */
export interface FrontAccess {
  readonly changed: Changed;
  /** Opens and closes fronts to match these specs. Settles when the new ones listen. */
  follow(specs: readonly ServiceSpec[]): Promise<void>;
  /** See `Ports.drain`. */
  drain(name: string): Promise<void>;
  /** The functions that clients use to control proxies. */
  proxies(): Promise<ProxyControl>;
  close(): Promise<void>;
}

/** Gives access to the fronts of a project without opening any. */
export function createFrontAccess(parts: {
  readonly projectId: string;
  /** The project directory. */
  readonly root: string;
  readonly state: () => State;
  readonly send: (event: Event) => void;
  readonly notice: (message: string) => void;
  readonly thread: () => Promise<SharedThread>;
}): FrontAccess {
  const { projectId, root, state, send, notice } = parts;
  let fronts: Fronts | null = null;
  /** Concurrent requests for the first front share this promise. */
  let opening: Promise<Fronts> | null = null;

  function open(specs: readonly ServiceSpec[]): Promise<Fronts> {
    opening ??= openNow(specs).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function openNow(specs: readonly ServiceSpec[]): Promise<Fronts> {
    const [{ openFronts }, thread] = await Promise.all([import('./fronts.ts'), parts.thread()]);
    fronts = await openFronts({ specs, state, send, notice, thread, asker: { projectId, root } });
    return fronts;
  }

  return {
    changed: (next, previous, touched) => fronts?.changed(next, previous, touched),
    async follow(specs) {
      if (opening) (await opening).follow(specs);
      else if (specs.some((spec) => spec.kind !== 'target' && spec.front)) await open(specs);
    },
    drain: async (name) => fronts?.drain(name),
    async proxies() {
      const { proxyControl } = await import('./proxy-control.ts');
      return proxyControl({ dir: root, fronts: () => fronts, open: () => open([]) });
    },
    async close() {
      await opening;
    },
  };
}
