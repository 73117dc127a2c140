import { relative, resolve } from 'node:path';
import { type ComposeScope, textAt } from './compose-scope.ts';
import { type Field, flagOf, leaveOut, pairsOf, type Rows, readKeys, textOf, textsOf } from './fields.ts';

interface BuildScope extends ComposeScope {
  /** Options of the engine's `build`. */
  readonly words: string[];
  readonly context: string;
}

const once =
  (flag: string, change: (text: string, at: BuildScope) => string = (text) => text) =>
  (field: Field, at: BuildScope) => {
    const text = textOf(field, at);
    if (text !== null) at.words.push(flag, change(text, at));
  };

const each = (flag: string) => (field: Field, at: BuildScope) => {
  at.words.push(...textsOf(field, at).flatMap(({ text }) => [flag, text]));
};

const pairs =
  (flag: string, joint = '=', change: (value: string, at: BuildScope) => string = (value) => value) =>
  (field: Field, at: BuildScope) => {
    for (const { name, value } of pairsOf(field, at)) {
      at.words.push(flag, value === null ? name : `${name}${joint}${change(value, at)}`);
    }
  };

const switched = (flag: string) => (field: Field, at: BuildScope) => {
  if (flagOf(field, at)) at.words.push(flag);
};

const WITHOUT = 'the image is built without it';

/** Reads the keys of `build` into options of the engine's `build`. */
export const BUILD: Rows<BuildScope> = {
  context: null,
  dockerfile: once('--file', (text, { context }) => (isRemote(context) ? text : resolve(context, text))),
  dockerfile_inline: 'write it into a file, and name that as "dockerfile"',
  target: once('--target'),
  args: pairs('--build-arg'),
  cache_from: each('--cache-from'),
  additional_contexts: pairs('--build-context', '=', (text, { options }) =>
    isRemote(text) ? text : resolve(options.dir, text),
  ),
  labels: pairs('--label'),
  network: once('--network'),
  shm_size: once('--shm-size'),
  extra_hosts: pairs('--add-host', ':'),
  pull: switched('--pull'),
  no_cache: switched('--no-cache'),
  tags: each('--tag'),
  platforms(field, at) {
    const [first, ...others] = textsOf(field, at);
    if (others.length > 0) leaveOut(field, 'one platform is built: set "platform" of the service', at);
    else if (first !== undefined) at.words.push('--platform', first.text);
  },
  cache_to: WITHOUT,
  secrets: WITHOUT,
  ssh: WITHOUT,
  ulimits: WITHOUT,
  privileged: WITHOUT,
  isolation: WITHOUT,
  entitlements: WITHOUT,
  sbom: WITHOUT,
  provenance: WITHOUT,
};

/** The image is built before the container starts. A service that runs on this machine needs no image. */
export function readBuild(field: Field, at: ComposeScope): void {
  const { options, found } = at;
  const isMap = field.node.kind === 'map';
  const given = (isMap ? textAt(field, 'context', at) : textOf(field, at)) ?? '.';
  const context = isRemote(given) ? given : resolve(options.dir, given);
  const words: string[] = [];
  if (isMap) readKeys(field, BUILD, { ...at, words, context });
  if (found.runs === 'here') {
    leaveOut(field, `its command runs on this machine; with "image" it runs in a container`, at);
    const dir = isRemote(context) ? '' : relative(options.dir, context);
    if (dir !== '' && options.disk.kind(context) === 'directory') at.draft.table.dir ??= dir;
    return;
  }
  found.build = { field, context, words: (tag) => ['build', '--tag', tag, ...words, context] };
}

/** Whether a context is the address of a repository or archive, or a name known to the builder. */
const isRemote = (text: string) => /^(?:[a-z][a-z+.-]*:|git@|github\.com\/)/.test(text);
