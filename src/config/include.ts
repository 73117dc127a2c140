import { basename, dirname, join, resolve } from 'node:path';
import type { Config, DeclaredService } from './config.ts';
import type { Disk } from './disk.ts';
import { error, type Finding, type Source, warning } from './finding.ts';
import { readToml } from './read-toml.ts';

interface IncludeOptions {
  readonly config: Config;
  /** The including file, absolute. */
  readonly path: string;
  readonly disk: Disk;
  /** Reads a file of the project; null if that failed, which is then reported. */
  readonly read: (path: string) => Source | null;
}

/** A larger tree of included files is a mistake. */
const MAX_FILES = 500;

/**
 * Adds the services and targets of all files that `include` names, and of those that they include. Paths in a file are
 * relative to it. Its `[defaults]` apply to its own services, and its `[project]` counts only if the file is run alone.
 */
export function includeFiles({ config, path, disk, read }: IncludeOptions): { config: Config; problems: Finding[] } {
  const problems: Finding[] = [];
  const seen = new Set([disk.real(path)]);
  const services = [...config.services];
  const targets = [...config.targets];
  const lost = new Set(config.lost);
  let { broken } = config;
  add(config, path);
  return { config: { ...config, services, targets, lost, broken }, problems };

  function add(from: Config, file: string): void {
    for (const [index, pattern] of (from.include ?? []).entries()) {
      const place = from.place(['include', index], 'value');
      const found = matches(dirname(file), pattern, disk);
      if (found.length === 0) {
        const isPattern = /[*?[\]{}]/.test(pattern);
        const report = isPattern ? warning : error;
        const hint = 'paths are relative to the file that includes; * stands for any name';
        problems.push(report('no-such-file', `include "${pattern}" names no file`, place, hint));
      }
      for (const each of found) {
        const real = disk.real(each);
        if (seen.has(real) || seen.size >= MAX_FILES) continue;
        seen.add(real);
        const included = readToml(read(each));
        problems.push(...included.problems);
        broken ||= included.broken;
        const base = dirname(each);
        const defaults = { ...config.defaults, ...included.defaults };
        services.push(...included.services.map((service): DeclaredService => ({ ...service, base, defaults })));
        targets.push(...included.targets.map((target) => ({ ...target, base })));
        for (const name of included.lost) lost.add(name);
        add(included, each);
      }
    }
  }
}

/** The files that match a pattern, in a stable order. A directory stands for its zinit.toml. */
function matches(dir: string, pattern: string, disk: Disk): string[] {
  let found = [dir];
  for (const segment of pattern.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '**') found = found.flatMap((each) => [each, ...below(each, disk)]);
    else if (/[*?]/.test(segment)) {
      const name = nameLike(segment);
      found = found.flatMap((each) => namesIn(each, disk).flatMap((one) => (name.test(one) ? [join(each, one)] : [])));
    } else found = found.map((each) => resolve(each, segment));
  }
  if (pattern.startsWith('/')) found = [pattern];
  const files = found.map((each) => (disk.kind(each) === 'directory' ? join(each, 'zinit.toml') : each));
  return [...new Set(files)].filter((each) => disk.kind(each) === 'file' && basename(each) !== '');
}

function nameLike(segment: string): RegExp {
  const source = segment
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  // As in a shell, a star matches no hidden file.
  return new RegExp(`^(?!\\.)${source}$`);
}

function namesIn(dir: string, disk: Disk): readonly string[] {
  if (disk.kind(dir) !== 'directory') return [];
  const names = disk.list(dir);
  return Array.isArray(names) ? names : [];
}

const MAX_DEPTH = 8;

/** All directories below one, except hidden ones and those of packages. */
function below(dir: string, disk: Disk, depth = 0): string[] {
  if (depth >= MAX_DEPTH) return [];
  const names = namesIn(dir, disk).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  const dirs = names.map((name) => join(dir, name)).filter((each) => disk.kind(each) === 'directory');
  return dirs.flatMap((each) => [each, ...below(each, disk, depth + 1)]);
}
