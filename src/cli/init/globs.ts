import { join } from 'node:path';
import picomatch from 'picomatch';
import type { Surroundings } from './found.ts';

/** Members of a workspace are at most this deep. */
const MAX_DEPTH = 4;

/** Directories that match patterns such as `packages/*`, in order. A pattern with `!` excludes directories. */
export function matchingDirs({ dir, disk }: Surroundings, patterns: readonly string[]): string[] {
  const trimmed = patterns.map((pattern) => pattern.replace(/^(!?)\.\//, '$1').replace(/\/+$/, ''));
  const wanted = trimmed.filter((pattern) => !pattern.startsWith('!'));
  if (wanted.length === 0) return [];
  const matches = picomatch(wanted, {
    ignore: trimmed.filter((each) => each.startsWith('!')).map((each) => each.slice(1)),
  });
  const walk = (path: string, depth: number): string[] => {
    const names = depth > MAX_DEPTH ? [] : disk.list(join(dir, path));
    return (Array.isArray(names) ? names : []).flatMap((name) => {
      if (name === 'node_modules' || name.startsWith('.')) return [];
      const inner = path === '' ? name : `${path}/${name}`;
      if (disk.kind(join(dir, inner)) !== 'directory') return [];
      return [...(matches(inner) ? [inner] : []), ...walk(inner, depth + 1)];
    });
  };
  return walk('', 1);
}
