import { basename } from 'node:path';
import type { Finding } from '../finding.ts';
import { finishCommand } from './compose-command.ts';
import { makeContainers, replicaTable } from './compose-container.ts';
import { warnOfHosts } from './compose-hosts.ts';
import { SERVICE } from './compose-keys.ts';
import { composeModel, normalName } from './compose-model.ts';
import { applyOwnKeys } from './compose-own.ts';
import type { ComposeProject, ComposeScope } from './compose-scope.ts';
import { checkName, declare, newDraft, set } from './draft.ts';
import { enginesOf } from './engine.ts';
import { type Field, fieldAt, fieldsOf, type Rows, readKeys, type Scope, textOf } from './fields.ts';
import { linkDrafts } from './link.ts';
import { emptyMap, mapAt } from './node.ts';
import type { Imported, ImportOptions } from './options.ts';

/** Reads each key of the whole file. */
export const COMPOSE: Rows<Scope> = {
  version: null,
  name: null,
  services: null,
  volumes: null,
  networks: 'all containers of the project share one network',
  secrets: null,
  configs: 'mount the file as a volume',
  models: 'run the model as a service',
};

/**
 * Imports docker compose files. Services with neither image nor build run on this machine, and the others in
 * containers.
 */
export function importCompose(options: ImportOptions): Imported {
  const problems: Finding[] = [];
  const { dir, environ, variables } = options;
  const known = { ...variables, ...environ };
  const { root, origins } = composeModel(options.files, options, problems);
  // variables were expanded when the files were merged
  const scope: Scope = { problems, expand: (text) => text };
  const whole: Field = { path: '', key: root.place, node: root };
  readKeys(whole, COMPOSE, scope);
  const named = fieldAt({ ...whole, path: 'name' }, 'name');
  const name = known['COMPOSE_PROJECT_NAME'] ?? (named && textOf(named, scope)) ?? undefined;

  const node = mapAt(root, 'services') ?? emptyMap(root.place);
  const all = fieldsOf({ path: 'services', key: root.place, node }, scope);
  const project = {
    options,
    name: name ?? normalName(basename(dir)),
    volumes: mapAt(root, 'volumes') ?? emptyMap(root.place),
    secrets: mapAt(root, 'secrets') ?? emptyMap(root.place),
    profiles: [...(known['COMPOSE_PROFILES'] ?? '').split(','), ...options.profiles].map((each) => each.trim()),
    origins,
    engines: enginesOf(options),
  };
  const scopes = all.flatMap((field) => {
    const own = field.path.slice('services.'.length);
    return checkName(own, field, problems) ? [readService(own, field, { ...scope, ...project })] : [];
  });
  const containers = scopes.filter(({ found }) => found.runs === 'container').map(({ draft }) => draft.name);
  const local = scopes.filter(({ found }) => found.runs === 'here').map(({ draft }) => draft.name);
  for (const each of scopes) finishCommand(each);
  for (const each of scopes) applyOwnKeys(each);
  for (const each of scopes) makeContainers(each, { containers, local });
  warnOfHosts(scopes);
  const drafts = scopes.map(({ draft }) => draft);
  linkDrafts(drafts, problems);
  const kept = new Set(drafts.map((draft) => draft.name));
  return {
    name,
    defaults: {},
    services: scopes.flatMap(({ draft, found }) => declare(draft, (table, index) => replicaTable(table, index, found))),
    targets: [],
    lost: new Set(all.map(({ path }) => path.slice('services.'.length)).filter((each) => !kept.has(each))),
    problems,
  };
}

function readService(name: string, field: Field, project: Scope & ComposeProject): ComposeScope {
  const draft = newDraft(name, field);
  const own = fieldAt(field, 'x-zdev');
  const hasCommand = fieldAt(field, 'command') !== null || fieldAt(field, 'entrypoint') !== null;
  const inContainer = fieldAt(field, 'image') !== null || fieldAt(field, 'build') !== null;
  const here = (own !== null && fieldAt(own, 'exec') !== null) || (hasCommand && !inContainer);
  const scope: ComposeScope = {
    ...project,
    draft,
    found: {
      runs: here ? 'here' : 'container',
      env: {},
      flags: [],
      ports: [],
      aliases: [],
      pull: 'missing',
      graceMs: 10_000,
    },
  };
  set(draft, field, 'lifecycle', { restart: 'never' });
  readKeys(field, SERVICE, scope);
  return scope;
}
