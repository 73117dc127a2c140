import type { RpcClient } from '../rpc/client.ts';
import { problem } from './actions/context.ts';
import type { Model } from './model/model.ts';

/** How the screen ended: the user left it, or the supervisor ended (because he said so, or otherwise). */
export type TuiEnd = 'detached' | 'ended';

/** The ways out. */
export interface Quitting {
  readonly over: Promise<TuiEnd>;
  quit(how: 'detach' | 'stop' | 'kill'): void;
  /** Nobody looks any more, or asks politely to end: who owns the supervisor takes it along. */
  gone(): void;
  close(): void;
}

/** How often it is said anew who is still alive. */
const TELL_MS = 1000;

export function createQuitting(options: {
  readonly client: RpcClient;
  /** This screen started the supervisor; null for a guest. */
  readonly owned: { detach(): void } | null;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
}): Quitting {
  const { client, owned, model, set } = options;
  let telling: NodeJS.Timeout | undefined;
  let end: (how: TuiEnd) => void = () => {};
  const over = new Promise<TuiEnd>((resolve) => {
    end = resolve;
  });
  void client.closed.then(() => end('ended'));

  function quit(how: 'detach' | 'stop' | 'kill'): void {
    if (how === 'detach') {
      owned?.detach();
      return end('detached');
    }
    set({ stopping: model().stopping ?? 'stopping everything' });
    client.call('system.down', { force: how === 'kill' }).catch((error: Error) => set(problem(error.message)));
    telling ??= setInterval(tell, TELL_MS);
  }

  function tell(): void {
    client.call('service.snapshot', {}).then(
      ({ stopping }) => set({ stopping }),
      () => clearInterval(telling),
    );
  }

  return {
    over,
    quit,
    gone() {
      if (!owned) end('detached');
      else quit(model().stopping === null ? 'stop' : 'kill');
    },
    close: () => clearInterval(telling),
  };
}
