import type { RpcClient } from '../rpc/client.ts';
import { showsUsage } from './model/layout.ts';
import type { Model } from './model/model.ts';
import { usageFrom } from './model/usage.ts';

const EVERY_MS = 2000;

/** Updates the resource usage of the services while the screen has room for it. */
export function createSampler(options: {
  readonly client: RpcClient;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
}): { close(): void } {
  const { client, model, set } = options;
  let isAsking = false;
  const timer = setInterval(() => void sample(), EVERY_MS);
  void sample();

  async function sample(): Promise<void> {
    const { usage, stopping } = model();
    if (isAsking || stopping !== null) return;
    if (!showsUsage(model())) return usage.size > 0 ? set({ usage: new Map() }) : undefined;
    isAsking = true;
    const rows = await client.call('service.usage', {}).catch(() => null);
    isAsking = false;
    if (rows === null) return;
    const next = usageFrom(model().usage, rows);
    if (next !== model().usage) set({ usage: next });
  }

  return { close: () => clearInterval(timer) };
}
