import { basename } from 'node:path';
import type { Problem } from '../problem.ts';
import { finishCommand } from './compose-command.ts';
import { warnOfHosts } from './compose-hosts.ts';
import { SERVICE } from './compose-keys.ts';
import { applyOwnKeys } from './compose-own.ts';
import type { ComposeProject, ComposeScope } from './compose-scope.ts';
import { checkName, declare, newDraft, set } from './draft.ts';
import { extendServices } from './extends.ts';
import { type Field, fieldAt, fieldsOf, type Rows, readKeys, type Scope, textOf } from './fields.ts';
import { interpolate } from './interpolate.ts';
import { linkDrafts } from './link.ts';
import type { Imported, ImportOptions } from './options.ts';
import { emptyMap, type MapNode, mapAt } from './tree.ts';

/** What becomes of each key of the whole file. */
export const COMPOSE: Rows<Scope> = {
  version: null,
  name: null,
  services: null,
  volumes: null,
  networks: 'all containers of the project share one network',
  include: 'merge the files: docker compose config prints the whole',
  secrets: null,
  configs: 'mount the file as a volume',
  models: 'run the model as a service',
};

/** The services of a docker compose file: those with a command of their own run here, the others in containers. */
export function importCompose(root: MapNode, options: ImportOptions): Imported {
  const problems: Problem[] = [];
  const { dir, read, environ, variables } = options;
  const known = { ...variables, ...environ };
  const expand: Scope['expand'] = (text, place) =>
    interpolate({ text, place, variables: known, bareNames: true, problems });
  const scope: Scope = { problems, expand };
  const whole: Field = { path: '', key: root.place, node: root };
  readKeys(whole, COMPOSE, scope);
  const named = fieldAt({ ...whole, path: 'name' }, 'name');
  const name = (named && textOf(named, scope)) ?? environ['COMPOSE_PROJECT_NAME'] ?? variables['COMPOSE_PROJECT_NAME'];

  const services = mapAt(root, 'services') ?? emptyMap(root.place);
  const node = extendServices(services, { dir, read, problems, group: 'services' });
  const all = fieldsOf({ path: 'services', key: root.place, node }, scope);
  const project = {
    options,
    name:
      name ??
      basename(dir)
        .toLowerCase()
        .replace(/[^a-z0-9_-]/g, ''),
    volumes: mapAt(root, 'volumes') ?? emptyMap(root.place),
    secrets: mapAt(root, 'secrets') ?? emptyMap(root.place),
    profiles: (known['COMPOSE_PROFILES'] ?? '').split(','),
  };
  const scopes = all.flatMap((field) => {
    const own = field.path.slice('services.'.length);
    return checkName(own, field, problems) ? [readService(own, field, { ...scope, ...project })] : [];
  });
  const containers = scopes.filter(({ found }) => found.runs === 'container').map(({ draft }) => draft.name);
  const local = scopes.filter(({ found }) => found.runs === 'here').map(({ draft }) => draft.name);
  for (const each of scopes) finishCommand(each, { containers, local });
  for (const each of scopes) applyOwnKeys(each);
  warnOfHosts(scopes);
  const drafts = scopes.map(({ draft }) => draft);
  linkDrafts(drafts, problems);
  const kept = new Set(drafts.map((draft) => draft.name));
  return {
    name,
    defaults: {},
    services: drafts.flatMap((draft) => declare(draft)),
    targets: [],
    lost: new Set(all.map(({ path }) => path.slice('services.'.length)).filter((each) => !kept.has(each))),
    problems,
  };
}

function readService(name: string, field: Field, project: Scope & ComposeProject): ComposeScope {
  const draft = newDraft(name, field);
  const own = fieldAt(field, 'x-zdev');
  const hasCommand = fieldAt(field, 'command') !== null || fieldAt(field, 'entrypoint') !== null;
  const here = (own !== null && fieldAt(own, 'exec') !== null) || (hasCommand && fieldAt(field, 'image') === null);
  const scope: ComposeScope = {
    ...project,
    draft,
    found: { runs: here ? 'here' : 'container', env: {}, flags: [], pull: 'missing', graceMs: 10_000 },
  };
  set(draft, field, 'lifecycle', { restart: 'never' });
  readKeys(field, SERVICE, scope);
  return scope;
}
