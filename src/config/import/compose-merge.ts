import {
  appended,
  asMap,
  byIdentity,
  byName,
  type MergeRules,
  type Merger,
  merge,
  mergeMaps,
  replace,
} from './merge.ts';
import type { MapNode, Node } from './node.ts';

/**
 * The rules by which docker compose merges files, and a service with the one it extends (compose-go, package override).
 */
const RULES: MergeRules = {
  'services.*.annotations': byName,
  'services.*.build': mergeBuild,
  'services.*.build.args': byName,
  'services.*.build.additional_contexts': byName,
  'services.*.build.extra_hosts': appended,
  'services.*.build.labels': byName,
  'services.*.build.tags': byName,
  'services.*.cap_add': appended,
  'services.*.cap_drop': appended,
  'services.*.command': replace,
  'services.*.configs': byIdentity((item) => mountTarget(item)),
  'services.*.depends_on': asMap,
  'services.*.deploy.labels': byName,
  'services.*.devices': byIdentity((item) => targetOf(item)),
  'services.*.dns': appended,
  'services.*.dns_opt': appended,
  'services.*.dns_search': appended,
  'services.*.entrypoint': replace,
  'services.*.env_file': byIdentity((item) => textAt(item, 'path')),
  'services.*.label_file': appended,
  'services.*.environment': byName,
  'services.*.extra_hosts': appended,
  'services.*.healthcheck.test': replace,
  'services.*.labels': byName,
  'services.*.logging': mergeLogging,
  'services.*.models': asMap,
  'services.*.networks': asMap,
  'services.*.ports': byIdentity(portIdentity),
  'services.*.secrets': byIdentity((item) => mountTarget(item)),
  'services.*.sysctls': byName,
  'services.*.tmpfs': appended,
  'services.*.volumes': byIdentity((item) => targetOf(item)),
  'networks.*.labels': byName,
  'volumes.*.labels': byName,
  'secrets.*.labels': byName,
  'configs.*.labels': byName,
};

/** Merges a later compose file over an earlier one. */
export const mergeFiles = (base: MapNode, own: MapNode): MapNode =>
  merge(base, own, { path: [], rules: RULES }) as MapNode;

/** Merges a service over the one it extends. */
export const mergeServices = (base: Node, own: Node): Node =>
  merge(base, own, { path: ['services', ''], rules: RULES });

function mergeBuild(...[base, own, at]: Parameters<Merger>): Node {
  return mergeMaps(buildMap(base), buildMap(own), at);
}

/** A text as `build` is the context. */
function buildMap(node: Node): MapNode {
  if (node.kind === 'map') return node;
  return { kind: 'map', entries: new Map([['context', { key: node.place, value: node }]]), place: node.place };
}

/** Options of one logging driver are meaningless for another. */
function mergeLogging(...[base, own, at]: Parameters<Merger>): Node {
  if (base.kind !== 'map' || own.kind !== 'map') return own;
  const [before, after] = [textAt(base, 'driver'), textAt(own, 'driver')];
  return before === after || before === '' || after === '' ? mergeMaps(base, own, at) : own;
}

/** A text, or the text of a key of a map; empty if there is none. */
function textAt(node: Node, key: string): string {
  const found = node.kind === 'map' ? node.entries.get(key)?.value : node;
  return found?.kind === 'scalar' ? (found.text ?? '') : '';
}

/** The mount point of a volume or device. Two entries with the same mount point are merged. */
function targetOf(item: Node): string {
  if (item.kind === 'map') return textAt(item, 'target');
  const [first = '', second] = textAt(item, '').split(/:(?![\\/]{2})/);
  return (second ?? first).replace(/(?!^)\/+$/, '');
}

/** The mount point of a secret or a config. */
const mountTarget = (item: Node) =>
  (item.kind === 'map' ? textAt(item, 'target') || textAt(item, 'source') : textAt(item, '')).replace(
    /^\/run\/secrets\//,
    '',
  );

/** Two entries publish the same port if the address, both numbers and the protocol are equal. */
function portIdentity(item: Node): string {
  if (item.kind === 'map') {
    const [address, published, target, protocol] = ['host_ip', 'published', 'target', 'protocol'].map((key) =>
      textAt(item, key),
    );
    return [address, published, target, protocol || 'tcp'].join('|');
  }
  const [ports = '', protocol = 'tcp'] = textAt(item, '').split('/');
  const [, address = '', published = '', target = ''] =
    /^(?:(?:(\[[^\]]+\]|[^:]+):)?([^:]*):)?([^:]+)$/.exec(ports) ?? [];
  return [address, published, target, protocol].join('|');
}
