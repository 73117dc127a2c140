import { relative, resolve } from 'node:path';
import { type ComposeScope, textAt } from './compose-scope.ts';
import { type Field, fieldAt, leaveOut, pairsOf, type Rows, readKeys, textOf, textsOf } from './fields.ts';

/** What becomes of the keys of `build`: options of `docker build`. */
export const BUILD: Rows<ComposeScope> = {
  context: null,
  dockerfile: null,
  target: null,
  args: null,
  cache_from: null,
  labels: 'docker build is started without it',
  platforms: 'set "platform" of the service',
  secrets: 'docker build is started without it',
  ssh: 'docker build is started without it',
  network: 'docker build is started without it',
  shm_size: 'docker build is started without it',
  tags: 'docker build is started without it',
};

/** The image is built before the container is started; a service that runs here needs none. */
export function readBuild(field: Field, at: ComposeScope): void {
  const { options, found } = at;
  const isMap = field.node.kind === 'map';
  if (isMap) readKeys(field, BUILD, at);
  const context = resolve(options.dir, (isMap ? textAt(field, 'context', at) : textOf(field, at)) ?? '.');
  if (found.runs === 'here') {
    leaveOut(field, `its command runs here, in no container; with "image" it runs in one`, at);
    const dir = relative(options.dir, context);
    if (dir !== '' && options.disk.kind(context) === 'directory') at.draft.table.dir ??= dir;
    return;
  }
  const words = isMap ? wordsOf(field, context, at) : [];
  found.build = { field, context, words: (tag) => ['build', '--tag', tag, ...words, context] };
}

function wordsOf(field: Field, context: string, at: ComposeScope): string[] {
  const dockerfile = textAt(field, 'dockerfile', at);
  const target = textAt(field, 'target', at);
  const [args, caches] = [fieldAt(field, 'args'), fieldAt(field, 'cache_from')];
  return [
    ...(dockerfile === null ? [] : ['--file', resolve(context, dockerfile)]),
    ...(target === null ? [] : ['--target', target]),
    ...(args === null ? [] : pairsOf(args, at)).flatMap(({ name, value }) => [
      '--build-arg',
      value === null ? name : `${name}=${value}`,
    ]),
    ...(caches === null ? [] : textsOf(caches, at)).flatMap(({ text }) => ['--cache-from', text]),
  ];
}
