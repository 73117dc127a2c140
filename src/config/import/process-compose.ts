import { dirname, resolve } from 'node:path';
import type { DeclaredTarget } from '../config.ts';
import { type Finding, warning } from '../finding.ts';
import type { ServiceTable } from '../keys.ts';
import { anchorProcesses } from './anchor.ts';
import { checkName, type Draft, declare, newDraft, replicaNames } from './draft.ts';
import { extendFile, extendServices } from './extends.ts';
import { type Field, fieldAt, fieldsOf, flagOf, readKeys, type Scope, textOf } from './fields.ts';
import { linkDrafts } from './link.ts';
import { emptyMap, type MapNode, mapAt } from './node.ts';
import type { Imported, ImportOptions } from './options.ts';
import { neverRestarted } from './process-availability.ts';
import { finishCommand, withEnvCommands } from './process-command.ts';
import { PROCESS } from './process-keys.ts';
import { mergeFiles, mergeProcesses } from './process-merge.ts';
import { dropNeeds, isAdmitted } from './process-namespace.ts';
import { nameReplicas } from './process-needs.ts';
import { PROJECT, type ProjectScope, varsOf } from './process-project.ts';
import { envReader, makeExpand, type ProcessScope, shellOf } from './process-scope.ts';
import { parseYamlFile } from './process-yaml.ts';

/** Imports the processes of a process-compose file. */
export function importProcessCompose(options: ImportOptions): Imported {
  const problems: Finding[] = [];
  const root = wholeProject(options, problems);
  const whole: Field = { path: '', key: root.place, node: root };
  const project = readProject(whole, options, problems);
  const processes = mapAt(root, 'processes') ?? emptyMap(root.place);
  const { dir } = options;
  const node = extendServices(processes, {
    dir,
    problems,
    group: 'processes',
    merge: mergeProcesses,
    readMap: () => null,
  });
  const all = fieldsOf({ path: 'processes', key: root.place, node }, project);
  const scopes = all.flatMap((field) => {
    const name = field.path.slice('processes.'.length);
    return checkName(name, field, problems) ? [readProcess(name, field, project, options)] : [];
  });
  const drafts = scopes.filter((scope) => isAdmitted(scope, options)).map(({ draft }) => draft);
  dropNeeds(drafts, names(scopes.map(({ draft }) => draft)));
  nameReplicas(drafts);
  linkDrafts(drafts, problems);
  return {
    name: project.found.name,
    defaults: project.found.bufferLines === undefined ? {} : { logging: { buffer_lines: project.found.bufferLines } },
    services: drafts.flatMap((draft) => declare(draft, (table, index) => asReplica(draft.name, table, index))),
    targets: namespaces(
      scopes.filter(({ draft }) => drafts.includes(draft)),
      problems,
    ),
    lost: new Set(
      all
        .map(({ path }) => path.slice('processes.'.length))
        .filter((name) => !scopes.some(({ draft }) => draft.name === name)),
    ),
    problems,
  };
}

/** Merges all files: each over the file that it extends, and over the files before it. */
function wholeProject({ files, read }: ImportOptions, problems: Finding[]): MapNode {
  const readMap = (path: string) => {
    const source = read(path);
    const parsed = source && parseYamlFile(source);
    problems.push(...(parsed?.problems ?? []));
    return parsed?.root?.kind === 'map' ? anchorProcesses(parsed.root, dirname(path)) : null;
  };
  const [first, ...others] = files.map(({ root, path }) =>
    extendFile(root, { dir: dirname(path), problems, readMap, mergeFiles }),
  );
  return others.reduce(mergeFiles, first!);
}

/** Replaces the number of the replica, which is known only now. */
function asReplica(name: string, table: ServiceTable, index: number): ServiceTable {
  const text = JSON.stringify(table).replaceAll(REPLICA, String(index)).replaceAll('{PC_REPLICA_NUM}', String(index));
  const { env, ...rest } = JSON.parse(text) as ServiceTable;
  return { ...rest, env: { PC_PROC_NAME: name, PC_REPLICA_NUM: String(index), ...env } };
}

/** Stands for the number of the replica until the replicas are made. */
const REPLICA = '{{.PC_REPLICA_NUM}}';

const names = (drafts: readonly Draft[]) => drafts.map(({ name }) => name);

function readProject(whole: Field, { variables, environ }: ImportOptions, problems: Finding[]): ProjectScope {
  const plain: Scope = { problems, expand: (text) => text };
  const literal = fieldAt(whole, 'disable_env_expansion');
  // `.env` takes priority over the environment in the file, but not in the variables of processes
  const known = literal !== null && flagOf(literal, plain) ? null : { ...environ, ...variables };
  const expand = makeExpand({ variables: known, vars: null, problems });
  const project: ProjectScope = {
    problems,
    expand,
    variables: known,
    vars: {},
    found: { env: {}, shell: [], envCommands: [] },
  };
  readKeys(whole, PROJECT, project);
  return project;
}

/** Reads the keys of one process, in addition to those of the project. */
function readProcess(name: string, field: Field, project: ProjectScope, options: ImportOptions): ProcessScope {
  const { problems } = project;
  const draft = newDraft(name, field);
  const own = fieldAt(field, 'vars');
  const asIs = fieldAt(field, 'is_template_disabled');
  const ownVars = own === null ? {} : varsOf(own, project);
  const builtIn = { PC_PROC_NAME: name, PC_REPLICA_NUM: REPLICA };
  const vars = asIs !== null && flagOf(asIs, project) ? null : { ...project.vars, ...ownVars, ...builtIn };
  const expand = makeExpand({ variables: project.variables, vars, problems });
  const place = fieldAt(field, 'working_dir');
  const workingDir = resolve(options.dir, (place && textOf(place, { problems: [], expand })) ?? '.');
  const scope: ProcessScope = {
    problems,
    expand,
    draft,
    dir: workingDir,
    projectDir: options.dir,
    fileEnv: {},
    env: {},
    namespaces: [],
    command: {},
    inShell: shellOf({ words: project.found.shell, hasBash: options.disk.finds('bash', options.environ['PATH']) }),
    readEnv: envReader(options, workingDir, problems),
  };
  neverRestarted(draft);
  readKeys(field, PROCESS, scope);
  finishCommand(scope);
  withEnvCommands(scope, project.found.envCommands);
  const env = { ...project.found.env, ...scope.fileEnv, ...scope.env };
  if (Object.keys(env).length > 0) draft.table.env = env;
  return scope;
}

/** A namespace becomes a target that requires its members that are started. */
function namespaces(scopes: readonly ProcessScope[], problems: Finding[]): DeclaredTarget[] {
  const members = new Map<string, { names: string[]; place: Draft['field']['key'] }>();
  const taken = new Set(scopes.map(({ draft }) => draft.name));
  for (const { draft, namespaces: own } of scopes) {
    for (const { name, place } of own) {
      if (name === 'default') continue;
      if (taken.has(name) || !/^[A-Za-z0-9_.-]+$/.test(name)) {
        const message = `namespace "${name}" is left out: it cannot be the name of a target here`;
        problems.push(warning('not-imported', message, place, 'a target needs a name that no process has'));
      } else if (draft.table.status === undefined) {
        const group = members.get(name) ?? { names: [], place };
        group.names.push(...replicaNames(draft));
        members.set(name, group);
      }
    }
  }
  return [...members].map(([name, { names: requires, place }]) => ({
    kind: 'target',
    name,
    table: { requires },
    place: () => place,
    unit: false,
    expands: false,
    isTakenOut: () => false,
  }));
}
