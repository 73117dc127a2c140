import { resolve } from 'node:path';
import { readEnvFiles } from '../env-files.ts';
import type { Place } from '../problem.ts';
import type { Draft } from './draft.ts';
import { type Field, fieldAt, flagOf, leaveOut, type Rows, readKeys, type Scope, textOf, textsOf } from './fields.ts';
import type { ImportOptions } from './options.ts';
import type { MapNode } from './tree.ts';

/** What a compose file says of all its services. */
export interface ComposeProject {
  readonly options: ImportOptions;
  /** What docker compose calls the project. */
  readonly name: string;
  /** The top-level `volumes`. */
  readonly volumes: MapNode;
  /** The top-level `secrets`. */
  readonly secrets: MapNode;
  /** Profiles that are active. */
  readonly profiles: readonly string[];
}

/** One service of a compose file while its keys are read. */
export interface ComposeScope extends Scope, ComposeProject {
  readonly draft: Draft;
  readonly found: {
    /** By a command of this machine, or by docker. */
    readonly runs: 'here' | 'container';
    image?: { readonly text: string; readonly field: Field };
    /** The command that makes the image. */
    build?: { readonly field: Field; readonly words: (tag: string) => string[] };
    /** A line as it is written, or its words. */
    command?: string | readonly string[];
    entrypoint?: string | readonly string[];
    readonly env: Record<string, string>;
    /** Options of `docker run`. */
    readonly flags: string[];
    /** A network that is named, in place of the one of the project. */
    network?: string;
    pull: 'always' | 'missing' | 'never';
    stopSignal?: string;
    graceMs: number;
  };
}

type Reader = (field: Field, at: ComposeScope) => void;

/** A key that only a container can have. */
export function inContainer(read: Reader): Reader {
  return (field, at) => {
    if (at.found.runs === 'container') read(field, at);
    else leaveOut(field, 'this service runs here, not in a container', at);
  };
}

/** A list of words, or a line. */
export function lineOrWords(field: Field, at: ComposeScope): string | readonly string[] {
  return field.node.kind === 'list' ? textsOf(field, at).map(({ text }) => text) : (textOf(field, at) ?? '');
}

/** Variables of env files; a missing one is a warning, unless the long form of its entry says that it is not `required`. */
export function readEnvFile(field: Field, at: ComposeScope): void {
  const { disk, dir, environ } = at.options;
  for (const { text, place, required } of envPaths(field, at)) {
    const paths = [resolve(dir, text)];
    if (!required && disk.kind(paths[0]!) === 'missing') continue;
    const { env, problems } = readEnvFiles({ disk, paths, path: environ['PATH'], tolerate: ['no-such-file'], place });
    at.problems.push(...problems);
    for (const [name, value] of Object.entries(env)) at.found.env[name] ??= value;
  }
}

/** The keys of the long form of an entry of `env_file`. */
export const ENV_FILE: Rows<ComposeScope> = { path: null, required: null, format: null };

interface EnvPath {
  readonly text: string;
  readonly place: Place;
  readonly required: boolean;
}

function envPaths(field: Field, at: ComposeScope): EnvPath[] {
  const { node, path } = field;
  const pathsOf = (one: Field, required = true) => textsOf(one, at).map((each) => ({ ...each, required }));
  if (node.kind !== 'list') return pathsOf(field);
  // of one variable the last file wins
  return node.items.toReversed().flatMap((item, index) => {
    const one = { path: `${path}[${index}]`, key: item.place, node: item };
    if (item.kind !== 'map') return pathsOf(one);
    readKeys(one, ENV_FILE, at);
    const [named, required] = [fieldAt(one, 'path'), fieldAt(one, 'required')];
    return named === null ? [] : pathsOf(named, required === null || flagOf(required, at) !== false);
  });
}

/** The text of a key of a map. */
export function textAt(field: Field, key: string, at: Scope): string | null {
  const found = fieldAt(field, key);
  return found === null ? null : textOf(found, at);
}
