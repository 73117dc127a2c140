import { join, resolve } from 'node:path';
import { set } from './draft.ts';
import { durationOf, type Field, fieldAt, flagOf, leaveOut, type Rows, readKeys, textOf, textsOf } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

interface WatchScope extends ProcessScope {
  readonly found: { readonly paths: string[]; readonly ignore: string[]; debounceMs: number };
}

/** Reads the keys of `watch`. */
export const WATCH: Rows<WatchScope> = {
  paths: readPaths,
  debounce(field, at) {
    at.found.debounceMs = durationOf(field, at) ?? at.found.debounceMs;
  },
  cascade(field, at) {
    if (flagOf(field, at)) leaveOut(field, 'zdev restart --dependents NAME restarts dependents too', at);
  },
  max_entries: null,
  buffer_size: null,
  disable_default_excludes: null,
};

export function readWatch(field: Field, at: ProcessScope): void {
  const found = { paths: [], ignore: [], debounceMs: 300 };
  readKeys(field, WATCH, { ...at, found });
  const { paths, ignore, debounceMs } = found;
  if (paths.length > 0) set(at.draft, field, 'watch', { paths, ignore, debounce_ms: debounceMs });
}

/** Patterns are relative to their path. A pattern without a slash matches at any depth. */
function readPaths(field: Field, at: WatchScope): void {
  const { node, path } = field;
  for (const item of node.kind === 'list' ? node.items : [node]) {
    const one = { path, key: item.place, node: item };
    const named = (item.kind === 'scalar' ? textOf(one, at) : textAt(one, at)) ?? '.';
    const root = at.dir === at.projectDir ? named : resolve(at.dir, named);
    const patterns = (key: string) => {
      const found = fieldAt(one, key);
      return found === null ? [] : textsOf(found, at).map(({ text }) => text);
    };
    const include = patterns('include').map((glob) => join(root, glob.includes('/') ? glob : `**/${glob}`));
    at.found.paths.push(...(include.length > 0 ? include : [root]));
    at.found.ignore.push(...patterns('exclude').map((glob) => (glob.includes('/') ? join(root, glob) : glob)));
  }
}

function textAt(field: Field, at: WatchScope): string | null {
  const path = fieldAt(field, 'path');
  return path === null ? null : textOf(path, at);
}
