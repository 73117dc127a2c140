import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { forRow } from '../../safe/terminal.ts';
import type { CommandIo } from '../io/command-io.ts';

/** Whether this is a step of GitHub Actions, or of a system that understands its commands, such as Gitea or Forgejo. */
export function isGitHubActions({ env, json }: Pick<CommandIo, 'env' | 'json'>): boolean {
  return env['GITHUB_ACTIONS'] === 'true' && json !== true;
}

/** A place in a file, relative to the repository. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
}

/** A command that marks a line of the repository, or the whole step if no place is known. */
export function annotation(
  level: 'error' | 'warning' | 'notice',
  text: string,
  { title, place }: { readonly title: string; readonly place: FilePlace | null },
): string {
  const properties = [
    ...(place ? [`file=${property(place.file)}`, `line=${place.line}`] : []),
    ...(place && place.column !== null ? [`col=${place.column}`] : []),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${data(text)}\n`;
}

/** Lines folded under a title. They are never taken as commands, whatever they contain. */
export function group(title: string, lines: readonly string[]): string {
  // No program can guess this token.
  const token = `zdev-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  return [`::group::${data(title)}`, `::stop-commands::${token}`, ...lines, `::${token}::`, '::endgroup::', ''].join(
    '\n',
  );
}

/**
 * The place of an error, if one of these lines names it and the file exists: `src/main.ts:14:7`, `File "app.py", line
 * 3`.
 */
export function placeIn(lines: readonly string[], cwd: string, dir: string = cwd): FilePlace | null {
  for (const text of lines) {
    for (const [, file, line, column] of [...text.matchAll(COLONS), ...text.matchAll(PYTHON)]) {
      const path = resolve(dir, file as string);
      const shown = relative(cwd, path);
      if (shown.startsWith('..') || /node_modules/.test(shown) || !isFile(path)) continue;
      return { file: shown, line: Number(line), column: column === undefined ? null : Number(column) };
    }
  }
  return null;
}

const COLONS = /((?:[\w@.~-]*\/)*[\w@-][\w@.-]*\.\w+)[:(](\d+)(?:[:,](\d+))?/g;
const PYTHON = /File "([^"]+)", line (\d+)/g;

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function data(text: string): string {
  return forLines(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

const forLines = (text: string) => text.split('\n').map(forRow).join('\n');
