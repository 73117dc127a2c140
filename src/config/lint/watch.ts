import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import ignore from 'ignore';
import picomatch from 'picomatch';
import type { ProcessSpec } from '../../core/service.ts';
import { nearest } from '../../core/suggest.ts';
import { type Finding, warning } from '../finding.ts';
import { type Lint, type LintContext, processes } from './context.ts';

/** A watched path that does not exist, so that no change is ever seen. */
export const missingWatch: Lint = (context) =>
  watchers(context).flatMap((service) =>
    service.watch.paths.flatMap((path, index): Finding[] => {
      const missing = missingAt(path, service, context);
      if (missing === null) return [];
      const { message, hint } = missing;
      return [warning('missing-watch', message, context.placeOfWatch(service.name, index), hint)];
    }),
  );

/** Describes a watched path that does not exist; null if it exists. `base` is the path that must appear. */
export function missingAt(
  path: string,
  service: ProcessSpec,
  where: Pick<LintContext, 'dir' | 'disk'>,
): { readonly base: string; readonly message: string; readonly hint: string } | null {
  const { dir, disk } = where;
  const base = baseOf(path, where);
  if (disk.kind(base) !== 'missing') return null;
  const message = `"${service.name}" watches "${shown(path, service)}", which does not exist`;
  const isBeside = service.dir !== dir && disk.kind(resolve(dir, shown(path, service))) !== 'missing';
  if (isBeside) return { base, message, hint: `paths are relative to dir, which is "${relative(dir, service.dir)}"` };
  const names = disk.list(dirname(base));
  const near = Array.isArray(names) ? nearest(basename(base), names) : null;
  const meant = near === null ? null : shown(join(dirname(base), near), service);
  return {
    base,
    message,
    hint: meant === null ? 'correct the path, or remove it' : `did you mean "${meant}"?`,
  };
}

/** A watched path that a build writes. Each restart causes the next one, or comes in the middle of a build. */
export const watchedOutput: Lint = (context) =>
  watchers(context).flatMap((service) =>
    service.watch.paths.flatMap((path, index): Finding[] => {
      const base = baseOf(path, context);
      const output =
        relative(service.dir, base)
          .split(sep)
          .find((part) => OUTPUT.has(part)) ?? buildOutput(service, base, context);
      if (output === undefined) return [];
      const message = `"${service.name}" watches "${shown(path, service)}", but a build writes to "${output}"`;
      const hint = 'watch the sources, or add it to watch.ignore';
      return [warning('watched-output', message, context.placeOfWatch(service.name, index), hint)];
    }),
  );

/** The default output directories of tools. */
const OUTPUT = new Set(
  (
    'dist build out target node_modules coverage __pycache__ .next .nuxt .output .svelte-kit .turbo .cache .parcel-cache ' +
    '.vite .angular .gradle .venv'
  ).split(' '),
);

type Watcher = ProcessSpec & Required<Pick<ProcessSpec, 'watch'>>;

function watchers(context: LintContext): Watcher[] {
  return processes(context).filter((service): service is Watcher => service.watch !== undefined);
}

/**
 * The path itself or, for a pattern, the part before the first wildcard. An existing path is not a pattern, as for the
 * watcher.
 */
function baseOf(path: string, { disk }: Pick<LintContext, 'disk'>): string {
  const { base, glob } = picomatch.scan(path);
  return glob === '' || disk.kind(path) !== 'missing' ? path : resolve(base);
}

function shown(path: string, { dir }: ProcessSpec): string {
  return relative(dir, path) || '.';
}

const OUTPUT_OPTION = /(?:^|\s)(?:-o|--?out(?:put|-?dir|-?file)?|>)(?:=|\s+)(["']?)([^\s"';&|]+)\1/gi;

/** The output of the service's own build, if the watch would see a change there. */
function buildOutput(service: Watcher, base: string, context: LintContext): string | undefined {
  const written = Array.from((service.build ?? '').matchAll(OUTPUT_OPTION), (match) => match[2]!);
  return written.find((path) => {
    const full = resolve(service.dir, path);
    return (full === base || full.startsWith(base + sep)) && !isIgnored(full, service, context);
  });
}

function isIgnored(path: string, { dir, watch }: Watcher, { dir: root, disk }: LintContext): boolean {
  const git = disk.kind(join(root, '.gitignore')) === 'file' ? disk.read(join(root, '.gitignore')) : null;
  const rules = git !== null && 'text' in git ? git.text : '';
  return matches([...watch.ignore], dir, path) || matches(rules.split(/\r?\n/), root, path);
}

function matches(patterns: string[], dir: string, path: string): boolean {
  const below = relative(dir, path);
  return below !== '' && !below.startsWith('..') && ignore().add(patterns).test(below).ignored;
}
