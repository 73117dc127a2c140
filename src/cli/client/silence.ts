import { isSuspended } from '../../adapters/os/suspended.ts';
import type { RpcClient } from '../../rpc/client.ts';

/** The supervisor is there and says nothing. `message` is for the user. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

/** Times in ms. */
export interface Patience {
  /** Until the first question whether it answers, and between two. */
  readonly askMs: number;
  /** A supervisor that is suspended gets so long to answer. */
  readonly suspendedMs: number;
  /** One that may be busy gets so long. */
  readonly busyMs: number;
}

const PATIENCE: Patience = { askMs: 2000, suspendedMs: 500, busyMs: 15_000 };

/**
 * Does something with a supervisor, as long as it answers: now and then it is asked whether it does. Rejects with `Silence`
 * when it does not. `pid` is that of the supervisor, null where it is not known.
 */
export async function whileItAnswers<T>(
  client: RpcClient,
  pid: number | null,
  use: () => Promise<T>,
  patience = PATIENCE,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const ask = () => {
      let waitedMs = 0;
      const look = () => {
        waitedMs += patience.suspendedMs;
        const suspended = pid !== null && isSuspended(pid);
        if (suspended || waitedMs >= patience.busyMs) reject(new Silence(silenceText(pid, suspended)));
        else timer = setTimeout(look, patience.suspendedMs);
      };
      timer = setTimeout(look, patience.suspendedMs);
      const again = () => {
        clearTimeout(timer);
        timer = setTimeout(ask, patience.askMs);
      };
      client.call('system.ping').then(again, () => clearTimeout(timer)); // what closes the connection is told otherwise
    };
    timer = setTimeout(ask, patience.askMs);
  });
  try {
    return await Promise.race([use(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

function silenceText(pid: number | null, suspended: boolean): string {
  const which = [pid === null ? [] : `pid ${pid}`, suspended ? 'suspended' : []].flat().join(', ');
  return `the supervisor does not answer${which === '' ? '' : ` (${which})`}`;
}
