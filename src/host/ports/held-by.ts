import { inspectPort } from '../../adapters/port/inspect.ts';
import { holderRemedies, holderText } from '../../present/holder.ts';
import { type PortAsker, withOwner } from './port-owner.ts';

/**
 * Who has a port that zdev itself is to listen on, as parts of a sentence: ` by pid 7 (node)`. `next` has what to do where
 * that is another checkout of the repository. Both are empty when nobody has it any more.
 */
export async function heldBy(port: number, asker: PortAsker): Promise<{ readonly by: string; readonly next: string }> {
  const found = await inspectPort(port);
  if (found === null) return { by: '', next: '' };
  const holder = withOwner(found, asker);
  const [step] = holder.owner?.otherCheckout ? holderRemedies(port, holder) : [];
  return { by: ` by ${holderText(holder)}`, next: step === undefined ? '' : `; next: ${step}` };
}
