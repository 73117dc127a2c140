import { inspectPort } from '../../adapters/port/inspect.ts';
import type { PortHolder } from '../../core/port-holder.ts';
import { type PortAsker, withOwner } from './port-owner.ts';

/** The first of these ports that another checkout of the repository holds, with its holder. Null if there is none. */
export async function heldByCheckout(
  ports: Iterable<number>,
  asker: PortAsker,
): Promise<{ readonly port: number; readonly holder: PortHolder } | null> {
  for (const port of ports) {
    const found = await inspectPort(port);
    const holder = found && withOwner(found, asker);
    if (holder?.owner?.otherCheckout) return { port, holder };
  }
  return null;
}
