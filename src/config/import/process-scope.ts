import { resolve } from 'node:path';
import { quote } from '../../core/shell-quote.ts';
import { GODOTENV } from '../env/go-dotenv.ts';
import { readGoEnvFiles } from '../env/read-go-env.ts';
import { type Finding, type Place, warning } from '../finding.ts';
import type { Draft } from './draft.ts';
import type { Field, Scope } from './fields.ts';
import { interpolate } from './interpolate.ts';
import type { ImportOptions } from './options.ts';

/** One process of a process-compose file while its keys are read. */
export interface ProcessScope extends Scope {
  readonly draft: Draft;
  /** Its `working_dir`, absolute. Its paths are relative to it. */
  readonly dir: string;
  /** The project directory. */
  readonly projectDir: string;
  /** Variables of the process: those of its env files, and its own. */
  readonly fileEnv: Record<string, string>;
  readonly env: Record<string, string>;
  readonly namespaces: { readonly name: string; readonly place: Place }[];
  /** The parts of its command. */
  readonly command: {
    line?: string;
    entrypoint?: readonly string[];
    daemon?: boolean;
    /** It runs again and again, this long after each end. */
    every?: { readonly seconds: number; readonly atStart: boolean };
    shutdown?: { readonly line: string; readonly field: Field };
  };
  /** A command as the project's shell runs it. */
  readonly inShell: (command: string) => string;
  readonly readEnv: (path: string, place: Place) => Record<string, string>;
}

/** Expands variables of the environment, unless the file turns that off, and then `{{.NAME}}` from its `vars`. */
export function makeExpand(options: {
  readonly variables: Readonly<Record<string, string | undefined>> | null;
  readonly vars: Readonly<Record<string, string>> | null;
  readonly problems: Finding[];
}): Scope['expand'] {
  const { variables, vars, problems } = options;
  return (text, place) => {
    const expanded =
      variables === null
        ? text
        : interpolate({ text, place, lookup: (name) => variables[name], bareNames: false, problems });
    return vars === null ? expanded : render(expanded, vars, place, problems);
  };
}

/** Expands the variables of Go's templates, but no other part of that language. */
function render(text: string, vars: Readonly<Record<string, string>>, place: Place, problems: Finding[]): string {
  return text.replace(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (whole, inner: string) => {
    const value = inner.startsWith('.') ? vars[inner.slice(1)] : undefined;
    if (value === undefined) {
      const hint = 'zdev knows {{.NAME}} for a NAME in "vars"';
      problems.push(warning('not-imported', `"${whole}" stays as it is`, place, hint));
    }
    return value ?? whole;
  });
}

/** process-compose runs commands in bash. A command of plain words means the same in every shell and stays as it is. */
export function shellOf({ words, hasBash }: { words: readonly string[]; hasBash: boolean }) {
  const shell = words.length > 0 ? words : hasBash ? ['bash', '-c'] : null;
  return (command: string) => {
    if (shell === null || /^(?:[A-Za-z0-9_ ./:=@%+,"-]|\$\w)*$/.test(command)) return command;
    return `exec ${shell.map(quote).join(' ')} ${quote(command)}`;
  };
}

/** Reads an env file of a process, relative to its `dir`. A missing file is a warning. */
export function envReader({ disk }: ImportOptions, dir: string, problems: Finding[]) {
  return (path: string, place: Place): Record<string, string> => {
    const paths = [resolve(dir, path)];
    const tolerate = ['no-such-file'];
    const found = readGoEnvFiles({ disk, paths, dialect: GODOTENV, outside: () => undefined, tolerate, place });
    problems.push(...found.problems);
    return { ...found.env };
  };
}
