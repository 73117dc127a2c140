import { resolve } from 'node:path';
import { COMPOSE, RAW } from '../env/go-dotenv.ts';
import { readGoEnvFiles } from '../env/read-go-env.ts';
import type { Place } from '../finding.ts';
import type { Origin } from './compose-model.ts';
import type { Draft } from './draft.ts';
import type { Engines } from './engine.ts';
import { type Field, fieldAt, flagOf, leaveOut, type Rows, readKeys, type Scope, textOf, textsOf } from './fields.ts';
import type { MapNode } from './node.ts';
import type { ImportOptions } from './options.ts';

/** The settings of a compose file for all its services. */
export interface ComposeProject {
  readonly options: ImportOptions;
  /** The project name of docker compose. */
  readonly name: string;
  /** The top-level `volumes`. */
  readonly volumes: MapNode;
  /** The top-level `secrets`. */
  readonly secrets: MapNode;
  /** The origins of services from included files. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The programs that may run containers. */
  readonly engines: Engines;
  /** The active profiles. */
  readonly profiles: readonly string[];
}

/** One service of a compose file while its keys are read. */
export interface ComposeScope extends Scope, ComposeProject {
  readonly draft: Draft;
  readonly found: {
    /** Whether it runs as a command of this machine or in a container. */
    readonly runs: 'here' | 'container';
    image?: { readonly text: string; readonly field: Field };
    /** How to build the image: the words after the name of an engine. */
    build?: { readonly field: Field; readonly context: string; readonly words: (tag: string) => string[] };
    /** A line as written, or its words. */
    command?: string | readonly string[];
    entrypoint?: string | readonly string[];
    readonly env: Record<string, string>;
    /** Options of `docker run`. */
    readonly flags: string[];
    /** A named network that replaces that of the project. */
    network?: string;
    pull: 'always' | 'missing' | 'never';
    stopSignal?: string;
    /** Published ports: the value of `--publish` for a replica. */
    readonly ports: ((index: number) => string | null)[];
    /** Other names in the network of the project. */
    readonly aliases: string[];
    init?: boolean;
    /** Whether it has no health check, not even that of its image. */
    noCheck?: true;
    graceMs: number;
  };
}

/** Reads one key. */
export type Reader = (field: Field, at: ComposeScope) => void;

/** Reads a key that only a container can have. */
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

/**
 * Reads variables from env files. A missing file is a warning, unless the long form of its entry says that it is not
 * `required`.
 */
export function readEnvFile(field: Field, at: ComposeScope): void {
  const { disk, dir, environ, variables } = at.options;
  const around = at.origins.get(at.draft.name)?.lookup ?? ((name: string) => environ[name] ?? variables[name]);
  const own = { ...at.found.env };
  const files: Record<string, string> = {};
  for (const { text, place, required, raw } of envPaths(field, at)) {
    const path = resolve(dir, text);
    if (!required && disk.kind(path) === 'missing') continue;
    const { env, problems } = readGoEnvFiles({
      disk,
      paths: [path],
      dialect: raw ? RAW : COMPOSE,
      outside: (name) => around(name) ?? own[name] ?? files[name],
      tolerate: ['no-such-file'],
      place,
    });
    at.problems.push(...problems);
    Object.assign(files, env);
  }
  Object.assign(at.found.env, files, own);
}

/** The keys in the long form of an entry of `env_file`. */
export const ENV_FILE: Rows<ComposeScope> = { path: null, required: null, format: null };

interface EnvPath {
  readonly text: string;
  readonly place: Place;
  readonly required: boolean;
  /** `format: raw`: values are used as they are. */
  readonly raw: boolean;
}

function envPaths(field: Field, at: ComposeScope): EnvPath[] {
  const { node, path } = field;
  const pathsOf = (one: Field, required = true, raw = false) =>
    textsOf(one, at).map((each) => ({ ...each, required, raw }));
  if (node.kind !== 'list') return pathsOf(field);
  return node.items.flatMap((item, index) => {
    const one = { path: `${path}[${index}]`, key: item.place, node: item };
    if (item.kind !== 'map') return pathsOf(one);
    readKeys(one, ENV_FILE, at);
    const [named, required] = [fieldAt(one, 'path'), fieldAt(one, 'required')];
    const raw = textAt(one, 'format', at) === 'raw';
    return named === null ? [] : pathsOf(named, required === null || flagOf(required, at) !== false, raw);
  });
}

/** The name of the container of another service. */
export const containerName = (service: string, { options }: ComposeScope) => `${options.containers}-${service}`;

/** The text of a key of a map. */
export function textAt(field: Field, key: string, at: Scope): string | null {
  const found = fieldAt(field, key);
  return found === null ? null : textOf(found, at);
}
