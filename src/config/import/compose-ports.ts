import { error } from '../finding.ts';
import { type ComposeScope, textAt } from './compose-scope.ts';
import { set } from './draft.ts';
import { type Field, type Rows, readKeys, textOf } from './fields.ts';

/** Reads the keys of a port in the long form. */
export const PORT: Rows<ComposeScope> = {
  target: null,
  published: null,
  host_ip: null,
  protocol: null,
  mode: null,
  name: null,
  app_protocol: null,
};

/** `ADDRESS:PUBLISHED:TARGET/PROTOCOL`, of which only TARGET is required. */
const SHORT =
  /^(?:(?:(?<address>\[[^\]]+\]|[^:]+):)?(?<published>\d+(?:-\d+)?)?:)?(?<target>\d+(?:-\d+)?)(?:\/(?<protocol>tcp|udp|sctp))?$/;

/** Docker publishes all ports. The first TCP port becomes the port of the service, and its health is checked there. */
export function readPorts(field: Field, at: ComposeScope): void {
  const { node, path } = field;
  for (const [index, item] of (node.kind === 'list' ? node.items : [node]).entries()) {
    const one = { path: `${path}[${index}]`, key: item.place, node: item };
    const text = item.kind === 'map' ? shortForm(one, at) : (textOf(one, at) ?? '');
    const parts = SHORT.exec(text)?.groups;
    const outside = parts?.['published']?.split('-').map(Number) ?? [];
    if (parts === undefined || outside.some((port) => port > 65_535)) {
      const message = `${one.path} must be a port such as "5432:5432", not ${JSON.stringify(text)}`;
      at.problems.push(error('bad-port', message, item.place));
      continue;
    }
    at.found.ports.push((index) => ofReplica({ text, parts, outside, index, at }));
    const [first = 0] = outside;
    if (first > 0 && at.draft.table.port === undefined && (parts['protocol'] ?? 'tcp') === 'tcp') {
      set(at.draft, one, 'port', first);
    }
  }
}

/**
 * The port that a replica publishes: its own of a range on this machine. Without a range, only the first replica
 * publishes.
 */
function ofReplica({
  text,
  parts,
  outside,
  index,
  at,
}: {
  text: string;
  parts: Readonly<Record<string, string>>;
  outside: readonly number[];
  index: number;
  at: ComposeScope;
}): string | null {
  const [first = 0, last = first] = outside;
  const isOne = /^\d+$/.test(parts['target'] ?? '');
  if (at.draft.replicas === 1 || first === 0 || !isOne) return index === 0 || first === 0 ? text : null;
  if (first + index > last) return null;
  const { address, target, protocol } = parts;
  const inside = `${target}${protocol === undefined ? '' : `/${protocol}`}`;
  return `${address === undefined ? '' : `${address}:`}${first + index}:${inside}`;
}

function shortForm(field: Field, at: ComposeScope): string {
  readKeys(field, PORT, at);
  const [address, published, target] = ['host_ip', 'published', 'target'].map((key) => textAt(field, key, at));
  const protocol = textAt(field, 'protocol', at);
  const outside = published === null ? '' : `${address === null ? '' : `${address}:`}${published}:`;
  return `${outside}${target ?? ''}${protocol === null ? '' : `/${protocol}`}`;
}
