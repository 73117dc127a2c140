import { resolve } from 'node:path';
import { type MapNode, mapAtPath, type Node, type ScalarNode } from './node.ts';

/** Makes the relative paths in a file absolute, so that the file can be read from another directory. */
export type Anchor = (root: MapNode, dir: string) => MapNode;

type Change = (text: string, dir: string) => string;

const path: Change = (text, dir) => (text.startsWith('~') || text === '' ? text : resolve(dir, text));

/** A build context may be a directory, or the address of a repository, an archive or another service. */
const context: Change = (text, dir) => (/^(?:[a-z-]+:|git@|github\.com\/)/.test(text) ? text : path(text, dir));

/** `SOURCE:TARGET:MODE`: only a source that begins with a dot is a path of this machine. */
const volume: Change = (text, dir) => {
  const [source = '', ...rest] = text.split(':');
  return /^\.\.?(?:\/|$)/.test(source) && rest.length > 0 ? [resolve(dir, source), ...rest].join(':') : text;
};

/** The keys of a compose file that contain paths (compose-go, package paths). */
const COMPOSE: Readonly<Record<string, Change>> = {
  'services.*.build': context,
  'services.*.build.context': context,
  'services.*.build.additional_contexts.*': context,
  'services.*.env_file': path,
  'services.*.env_file.*': path,
  'services.*.env_file.*.path': path,
  'services.*.label_file': path,
  'services.*.label_file.*': path,
  'services.*.extends.file': path,
  'services.*.develop.watch.*.path': path,
  'services.*.volumes.*': volume,
  'services.*.x-zdev.dir': path,
  'services.*.x-zdev.env_file': path,
  'services.*.x-zdev.env_file.*': path,
  'services.*.x-zdev.watch': path,
  'services.*.x-zdev.watch.*': path,
  'services.*.x-zdev.watch.paths.*': path,
  'configs.*.file': path,
  'secrets.*.file': path,
};

export const anchorCompose: Anchor = (root, dir) => {
  const anchored = Object.entries(COMPOSE).reduce<Node>(
    (node, [where, change]) => mapAtPath(node, where.split('.'), (each) => changed(each, change, dir)),
    root,
  );
  return mapAtPath(anchored, ['services', '*', 'volumes', '*'], (each) => bindSource(each, dir)) as MapNode;
};

/** In the long form, only a bind mount contains a path. */
function bindSource(node: Node, dir: string): Node {
  const type = node.kind === 'map' ? node.entries.get('type')?.value : undefined;
  if (type?.kind !== 'scalar' || type.text !== 'bind') return node;
  return mapAtPath(node, ['source'], (each) => changed(each, path, dir));
}

/** All paths of a process are relative to its `working_dir`, which by default is the directory of the file. */
export const anchorProcesses: Anchor = (root, dir) =>
  mapAtPath(root, ['processes', '*'], (process) => {
    if (process.kind !== 'map') return process;
    const own = process.entries.get('working_dir')?.value;
    const text = own?.kind === 'scalar' ? (own.text ?? '') : '';
    const value: ScalarNode = {
      kind: 'scalar',
      text: resolve(dir, text),
      isText: true,
      place: own?.place ?? process.place,
    };
    const entry = { key: process.entries.get('working_dir')?.key ?? process.place, value };
    return { ...process, entries: new Map([...process.entries, ['working_dir', entry]]) };
  }) as MapNode;

function changed(node: Node, change: Change, dir: string): Node {
  return node.kind === 'scalar' && node.text !== null ? { ...node, text: change(node.text, dir) } : node;
}
