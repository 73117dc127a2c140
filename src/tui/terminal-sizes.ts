import type { RpcClient } from '../rpc/client.ts';

/** The size of a terminal. */
interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** While a program draws, its size is requested at most this often. */
const ASK_EVERY_MS = 2000;

/**
 * The sizes of the services' terminals, for which their programs draw. They come from the supervisor, because other
 * clients may change them; `usual` until it has answered.
 */
export function createTerminalSizes(client: RpcClient, usual: () => Size): (service: string) => Size {
  const known = new Map<string, { readonly askedMs: number; readonly size: Size | null }>();

  async function ask(name: string, askedMs: number): Promise<void> {
    const { terminal, columns, rows } = await client.call('terminal.open', { name, data: false });
    known.set(name, { askedMs, size: { columns, rows } });
    await client.call('terminal.close', { terminal });
  }

  return (service) => {
    const found = known.get(service);
    const nowMs = performance.now();
    if (!found || nowMs - found.askedMs > ASK_EVERY_MS) {
      known.set(service, { askedMs: nowMs, size: found?.size ?? null });
      // A service without a terminal, or one that has ended, draws no more.
      ask(service, nowMs).catch(() => {});
    }
    return known.get(service)?.size ?? usual();
  };
}
