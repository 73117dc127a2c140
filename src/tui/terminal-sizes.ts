import type { RpcClient } from '../rpc/client.ts';

/** How big a terminal is. */
interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** While a program draws, its size is asked for no more often than this. */
const ASK_EVERY_MS = 2000;

/**
 * How big the terminals of services are, for which their programs draw: as the supervisor has it, which may be some other
 * client's doing; `usual` until it has answered.
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
      // One that has no terminal, or has ended, draws no more.
      ask(service, nowMs).catch(() => {});
    }
    return known.get(service)?.size ?? usual();
  };
}
