import { resolve } from 'node:path';
import { type ComposeScope, inContainer, textAt } from './compose-scope.ts';
import { type Field, fieldAt, leaveOut, type Rows, readKeys, textOf } from './fields.ts';

/** Reads the keys of a secret in the long form. */
export const SECRET: Rows<ComposeScope> = {
  source: null,
  target: null,
  uid: 'the file is mounted as it is',
  gid: 'the file is mounted as it is',
  mode: 'the file is mounted as it is',
};

/** Mounts the files of the top-level `secrets` below `/run/secrets`. */
export const readSecrets = inContainer((field, at) => {
  const { node, path } = field;
  for (const [index, item] of (node.kind === 'list' ? node.items : [node]).entries()) {
    readSecret({ path: `${path}[${index}]`, key: item.place, node: item }, at);
  }
});

function readSecret(field: Field, at: ComposeScope): void {
  const isMap = field.node.kind === 'map';
  if (isMap) readKeys(field, SECRET, at);
  const name = isMap ? textAt(field, 'source', at) : textOf(field, at);
  const declared = fieldAt({ path: 'secrets', key: at.secrets.place, node: at.secrets }, name ?? '');
  const file = declared === null ? null : textAt(declared, 'file', at);
  if (name === null || file === null) {
    leaveOut(field, 'only secrets with a "file" at the top level are mounted', at);
    return;
  }
  const target = (isMap ? textAt(field, 'target', at) : null) ?? name;
  const inside = target.startsWith('/') ? target : `/run/secrets/${target}`;
  at.found.flags.push('--volume', `${resolve(at.options.dir, file)}:${inside}:ro`);
}
