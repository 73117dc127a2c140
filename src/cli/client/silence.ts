import { isSuspended } from '../../adapters/os/suspended.ts';
import type { RpcClient } from '../../rpc/client.ts';

/** The supervisor is there but does not answer. `message` is for the user. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

/** Times in ms. */
export interface Patience {
  /** Time until the first ping, and between two pings. */
  readonly askMs: number;
  /** How long a suspended supervisor may take to answer. */
  readonly suspendedMs: number;
  /** How long a busy supervisor may take to answer. */
  readonly busyMs: number;
}

const PATIENCE: Patience = { askMs: 2000, suspendedMs: 500, busyMs: 15_000 };

/**
 * Runs `use` while the supervisor answers, and pings it now and then. Rejects with `Silence` if it does not answer.
 * `pid` is the supervisor's, null if unknown.
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
      client.call('system.ping').then(again, () => clearTimeout(timer)); // a closed connection is reported elsewhere
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
