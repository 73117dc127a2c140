import { resolve } from 'node:path';
import { error } from '../finding.ts';
import { type ComposeScope, inContainer, textAt } from './compose-scope.ts';
import { type Field, fieldAt, flagOf, type Rows, readKeys, textOf } from './fields.ts';

/** Reads the keys of a volume in the long form. */
export const VOLUME: Rows<ComposeScope> = {
  type: null,
  source: null,
  target: null,
  read_only: null,
  bind: null,
  volume: null,
  tmpfs: null,
  consistency: null,
};

/** Directories of this machine are mounted as they are. Named volumes are those of docker compose. */
export const readVolumes = inContainer((field, at) => {
  const { node, path } = field;
  for (const [index, item] of (node.kind === 'list' ? node.items : [node]).entries()) {
    const one = { path: `${path}[${index}]`, key: item.place, node: item };
    if (item.kind === 'map') readLong(one, at);
    else readShort(textOf(one, at) ?? '', at);
  }
});

function readShort(text: string, at: ComposeScope): void {
  const [source = '', target, ...rest] = text.split(':');
  const words = target === undefined ? [source] : [sourceOf(source, at), target, ...rest];
  at.found.flags.push('--volume', words.join(':'));
}

function readLong(field: Field, at: ComposeScope): void {
  readKeys(field, VOLUME, at);
  const [type, source, target] = ['type', 'source', 'target'].map((key) => textAt(field, key, at));
  const readOnly = fieldAt(field, 'read_only');
  if (target === null || target === undefined) {
    at.problems.push(error('missing-key', `${field.path} needs "target"`, field.node.place));
  } else if (type === 'tmpfs') at.found.flags.push('--tmpfs', target);
  else {
    const mode = readOnly !== null && flagOf(readOnly, at) ? ':ro' : '';
    at.found.flags.push('--volume', `${source ? `${sourceOf(source, at)}:` : ''}${target}${mode}`);
  }
}

/** A path of this machine, or docker's name for a named volume. */
function sourceOf(source: string, at: ComposeScope): string {
  const { options, volumes, name } = at;
  if (source.startsWith('~')) return `${options.environ['HOME'] ?? '~'}${source.slice(1)}`;
  if (/^[./]/.test(source)) return resolve(options.dir, source);
  const node = volumes.entries.get(source)?.value;
  if (node === undefined || node.kind !== 'map') return `${name}_${source}`;
  const field = { path: `volumes.${source}`, key: node.place, node };
  const external = fieldAt(field, 'external');
  return textAt(field, 'name', at) ?? (external !== null && flagOf(external, at) ? source : `${name}_${source}`);
}
