import type { ContainerSpec } from '../core/container.ts';
import { commandText } from '../core/service.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Project } from './project.ts';

/**
 * Formats diagnostics for people: the message, the place, the line with a caret, and what to do. Errors come after
 * warnings, next to the prompt.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], { color }: { color: boolean }): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const ordered = [...diagnostics].sort((a, b) => Number(a.severity === 'error') - Number(b.severity === 'error'));
  return ordered.map((each) => `${formatOne(each, paint)}\n`).join('\n');
}

type Paint = (code: number, text: string) => string;

const [BOLD, DIM, RED, YELLOW, CYAN] = [1, 2, 31, 33, 36];

function formatOne({ severity, message, file, line, column, source, hint }: Diagnostic, paint: Paint): string {
  const hue = severity === 'error' ? RED : YELLOW;
  const lines = [`${paint(hue, `${severity}:`)} ${paint(BOLD, printable(message))}`];
  if (file !== null)
    lines.push(`  ${paint(DIM, '-->')} ${[printable(file), line, column].filter((part) => part !== null).join(':')}`);
  if (source !== null && line !== null) {
    const margin = `${' '.repeat(String(line).length)} ${paint(DIM, '|')} `;
    lines.push(`${paint(DIM, `${line} |`)} ${excerpt(source)}`);
    if (column !== null && column <= LONGEST) lines.push(`${margin}${caretIndent(source, column)}${paint(hue, '^')}`);
  }
  if (hint !== null) lines.push(`  ${paint(CYAN, 'hint:')} ${printable(hint)}`);
  return lines.join('\n');
}

/** Longer lines (such as minified values) are cut. */
const LONGEST = 200;

function excerpt(source: string): string {
  const characters = [...printable(source)];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : characters.join('');
}

/** Blanks up to the column, with tabs kept, so that the caret is below its character. */
function caretIndent(source: string, column: number): string {
  return [...source]
    .slice(0, column - 1)
    .map((character) => (character === '\t' ? '\t' : ' '))
    .join('');
}

/** Removes control characters, so that a file cannot control the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\uFFFD').replace(/\n/g, ' ');
}

/** The project as `zdev check --json` prints it, with the keys of zinit.toml. */
export function describeProject({ name, dir, files, services, diagnostics }: Project) {
  return {
    project: { name, dir, files },
    services: services.map((service): Readonly<Record<string, unknown>> => {
      if (service.kind === 'target') return snakeCase(service) as Readonly<Record<string, unknown>>;
      const { env, givenPort: _, container, ...rest } = service;
      const exec = commandText(service);
      // a Procfile process gets a port that it may or may not use
      const port = service.port ?? (/^\d+$/.test(env['PORT'] ?? '') ? Number(env['PORT']) : null);
      return { ...(snakeCase({ ...rest, exec, port }) as object), ...containerPart(container), env };
    }),
    diagnostics,
  };
}

/** The facts about a container, for users who want to know what will run. */
function containerPart(container: ContainerSpec | undefined): object {
  if (container === undefined) return {};
  const { name, image, entrypoint, words, ports } = container;
  return { container: { name, image, entrypoint, command: words, ports } };
}

function snakeCase(value: unknown): unknown {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key.replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`),
    snakeCase(each),
  ]);
  return Object.fromEntries(entries);
}
