import { inspectPort } from '../../adapters/port/inspect.ts';
import { holderRemedies, holderText } from '../../present/holder.ts';
import { type PortAsker, withOwner } from './port-owner.ts';

/**
 * Describes the holder of a port on which zdev itself wants to listen, as parts of a sentence: ` by pid 7 (node)`.
 * `next` says what to do if the holder is another checkout of the repository. Both are empty if nothing holds the port
 * any more.
 */
export async function heldBy(port: number, asker: PortAsker): Promise<{ readonly by: string; readonly next: string }> {
  const found = await inspectPort(port);
  if (found === null) return { by: '', next: '' };
  const holder = withOwner(found, asker);
  const [step] = holder.owner?.otherCheckout ? holderRemedies(port, holder) : [];
  return { by: ` by ${holderText(holder)}`, next: step === undefined ? '' : `; next: ${step}` };
}
