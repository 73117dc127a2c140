import { chainOf, isService, type Link, type Lookup } from '../core/causes/chain.ts';
import { conditionText } from './condition.ts';
import { blockerText } from './waiting.ts';

/** The chain of causes below a service, one line each, indented by depth. */
export function chainLines(name: string, lookup: Lookup): string[] {
  return chainOf(name, lookup).map((link) => `${'  '.repeat(link.depth)}${linkText(link, lookup)}`);
}

function linkText({ via, name, cause }: Link, lookup: Lookup): string {
  const condition = cause ? conditionText(cause) : 'unknown';
  if (via === null) return `${name}: ${condition}`;
  if (!isService(via) || via.type === 'conflict') return blockerText(via, lookup);
  return `${via.type === 'ended' ? 'the end of' : via.type} ${name}: ${condition}`;
}
