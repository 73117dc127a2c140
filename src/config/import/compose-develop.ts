import { join, relative, resolve } from 'node:path';
import { type ComposeScope, textAt } from './compose-scope.ts';
import { set } from './draft.ts';
import { type Field, fieldAt, leaveOut, type Rows, readKeys, textOf, textsOf } from './fields.ts';

interface WatchScope extends ComposeScope {
  readonly watched: { readonly paths: string[]; readonly ignore: string[] };
}

/** Reads the keys of `develop`. */
export const DEVELOP: Rows<ComposeScope> = { watch: readWatch };

/** Reads the keys of one entry of `develop.watch`. */
export const WATCH: Rows<WatchScope> = {
  path: null,
  action(field, at) {
    const action = textOf(field, at) ?? '';
    if (/^sync/.test(action) && at.found.runs === 'container') {
      leaveOut(field, 'zdev does not copy files into a running container: it builds and starts it again', at);
    }
  },
  target: null,
  ignore: null,
  include: null,
  exec: 'add the command to that of the service',
  initial_sync: null,
};

/** A change builds the image again, if the service has a `build`, and restarts the service. */
function readWatch(field: Field, at: ComposeScope): void {
  const watched: WatchScope['watched'] = { paths: [], ignore: [] };
  const { node, path } = field;
  for (const [index, item] of (node.kind === 'list' ? node.items : [node]).entries()) {
    const one = { path: `${path}[${index}]`, key: item.place, node: item };
    readKeys(one, WATCH, { ...at, watched });
    readOne(one, { ...at, watched });
  }
  const { paths, ignore } = watched;
  if (paths.length > 0) set(at.draft, field, 'watch', ignore.length > 0 ? { paths, ignore } : paths);
}

/** Patterns are relative to their path. A pattern without a slash matches at any depth. */
function readOne(field: Field, at: WatchScope): void {
  const path = textAt(field, 'path', at);
  if (path === null) return;
  const root = resolve(at.options.dir, path);
  const patterns = (key: string) => {
    const found = fieldAt(field, key);
    return found === null ? [] : textsOf(found, at).map(({ text }) => text);
  };
  const below = (dir: string) => (glob: string) => join(dir, glob.includes('/') ? glob : `**/${glob}`);
  const include = patterns('include').map(below(root));
  at.watched.paths.push(...(include.length > 0 ? include : [root]));
  at.watched.ignore.push(...patterns('ignore').map(below(relative(at.options.dir, root))));
}
