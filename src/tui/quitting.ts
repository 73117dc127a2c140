import type { RpcClient } from '../rpc/client.ts';
import { problem } from './actions/context.ts';
import type { Model } from './model/model.ts';

/** How the screen ended: the user left it, or stopped everything here, or the supervisor ended for another reason. */
export type TuiEnd = 'detached' | 'stopped' | 'ended';

/** The ways to end the screen. */
export interface Quitting {
  readonly over: Promise<TuiEnd>;
  quit(how: 'detach' | 'stop' | 'kill'): void;
  /** The terminal is gone, or a signal asks for the end: an owner stops its supervisor too. */
  gone(): void;
  close(): void;
}

/** How often the screen updates which services still run. */
const TELL_MS = 1000;

export function createQuitting(options: {
  readonly client: RpcClient;
  /** This screen started the supervisor; false for a guest. */
  readonly owner: boolean;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
}): Quitting {
  const { client, owner, model, set } = options;
  let isStopping = false;
  let telling: NodeJS.Timeout | undefined;
  let end: (how: TuiEnd) => void = () => {};
  const over = new Promise<TuiEnd>((resolve) => {
    end = resolve;
  });
  void client.closed.then(() => end(isStopping ? 'stopped' : 'ended'));

  function quit(how: 'detach' | 'stop' | 'kill'): void {
    if (how === 'detach') return end('detached');
    isStopping = true;
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
      if (!owner) end('detached');
      else quit(model().stopping === null ? 'stop' : 'kill');
    },
    close: () => clearInterval(telling),
  };
}
