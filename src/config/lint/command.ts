import { join, resolve } from 'node:path';
import { firstWord } from '../../core/command-word.ts';
import { closure } from '../../core/graph.ts';
import type { ProcessSpec } from '../../core/service.ts';
import type { Finding, KeyPath } from '../finding.ts';
import { warning } from '../finding.ts';
import { type Lint, type LintContext, processes } from './context.ts';

/** A command that would end at once with "not found". */
export const missingCommand: Lint = (context) =>
  processes(context).flatMap((service) =>
    commandsOf(service, context).flatMap(({ key, command }): Finding[] => {
      const word = firstWord(command);
      // Another diagnostic reports a missing container engine.
      if (word === null || service.container?.engines.includes(word) || isFound(word, service, context)) return [];
      const message = `${key.join('.')} of "${service.name}" runs "${word}", which cannot be found`;
      return [
        warning('missing-command', message, context.place(service.name, key, 'value'), hintFor(word, service, context)),
      ];
    }),
  );

interface Command {
  readonly key: KeyPath;
  readonly command: string;
}

/** The commands to check. A program that a build or a required oneshot makes may not exist yet. */
function commandsOf(service: ProcessSpec, { services }: LintContext): Command[] {
  const { exec, build, health } = service;
  const byName = new Map(services.map((each) => [each.name, each]));
  const needs = closure([service.name], (name) => byName.get(name)?.requires ?? []);
  const isMade = build !== undefined || [...needs].some((name) => byName.get(name)?.kind === 'oneshot');
  return [
    { key: ['exec'], command: exec },
    { key: ['build'], command: build ?? '' },
    { key: ['health', 'target'], command: health?.type === 'exec' && !health.inside ? health.target : '' },
  ].filter(({ key, command }) => !(isMade && key[0] !== 'build' && firstWord(command)?.includes('/')));
}

function isFound(word: string, { dir, env }: ProcessSpec, { path, disk }: LintContext): boolean {
  if (word.includes('/')) return disk.kind(resolve(dir, word)) !== 'missing';
  const places = env['PATH'] ?? path;
  if (places === undefined) return true;
  return places.split(':').some((place) => disk.kind(resolve(dir, place, word)) === 'file');
}

function hintFor(word: string, { dir }: ProcessSpec, context: LintContext): string {
  if (word.includes('/')) return `there is no ${resolve(dir, word)}`;
  const isPackage = [dir, context.dir].some(
    (at) => context.disk.kind(join(at, 'node_modules/.bin', word)) !== 'missing',
  );
  return isPackage ? `it is in node_modules/.bin: npx ${word}` : 'install it, or write its path';
}
