import type { Discoveries } from './discover.ts';
import type { Found, FoundTarget } from './found.ts';
import { keyText, valueText } from './toml-text.ts';

/** The keys in their order, each with its purpose, which is printed where the key first occurs. */
const LESSONS: Readonly<Record<string, string>> = {
  description: 'one line for people',
  exec: '',
  build: 'run before exec',
  dir: 'where it runs',
  oneshot: 'does its work and exits; ready once it has exited with 0',
  port: 'exported as PORT, and checked by connecting to it unless "health" says otherwise',
  url: 'the address for a browser',
  requires: 'waits until each of these is ready',
  after: 'only the order: waits until each of these has been started',
  ended: 'waits until each of these has ended, successfully or not',
  wants: 'these start too; it does not wait for them',
  watch: 'a change of these files restarts it',
  env: 'variables, on top of .env',
  status: '"stop": starts only on request',
  health: 'how zdev finds out whether it is ready',
  lifecycle: 'restarts, time limits, the stop signal',
};

/** The reasons for each confidence. */
const CONFIDENCE = {
  high: ', the file names it',
  medium: ', the usual command for such a project',
  low: ', a guess',
} as const;

const ORDER = Object.keys(LESSONS);

/**
 * The text of a zinit.toml. `schema` is the path of its JSON Schema, relative to that file. Editors use it to complete
 * keys.
 */
export function renderToml(sight: Discoveries, { name, schema }: { name: string; schema: string | null }): string {
  const taught = new Set<string>();
  const head = [
    ...(schema === null ? [] : [`#:schema ${schema}`]),
    '# Written by "zdev init" from the files that it found here. Change it as you like.',
    '# "zdev check" validates it, and "zdev up" runs it. docs/reference/config.md of zdev describes every key.',
    '',
    '[project]',
    `name = ${valueText(name)}`,
    ...(sight.procfile ? [] : ['procfile = false  # the Procfile here is for a host']),
    ...(sight.doubts.length === 0 ? [] : ['', '# Parts of the source files that this file does not contain:']),
    ...sight.doubts.map((doubt) => `# - ${doubt}`),
  ];
  const sections = [
    head.join('\n'),
    ...sight.services.map((found) => renderService(found, taught)),
    ...sight.targets.map(renderTarget),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderService(
  { name, from, table, notes, suggestions = [], confidence = 'high' }: Found,
  taught: Set<string>,
): string {
  const keys = Object.entries(table).filter(([, value]) => value !== undefined);
  const rank = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  const lines = keys
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([key, value]) => {
      const lesson = taught.has(key) ? '' : LESSONS[key];
      taught.add(key);
      return `${key} = ${valueText(value)}${lesson ? `  # ${lesson}` : ''}`;
    });
  return [
    `# From ${from}. Confidence: ${confidence}${CONFIDENCE[confidence]}.`,
    ...notes.map((note) => `# ${note}`),
    `[services.${keyText(name)}]`,
    ...lines,
    ...suggestions.map((line) => `# ${line}`),
  ].join('\n');
}

function renderTarget({ name, from, table }: FoundTarget): string {
  const lines = Object.entries(table).map(([key, value]) => `${key} = ${valueText(value)}`);
  return [`# From ${from}.`, `[targets.${keyText(name)}]`, ...lines].join('\n');
}
