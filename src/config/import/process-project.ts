import {
  type Field,
  fieldsOf,
  integerOf,
  leaveOut,
  pairsOf,
  type Rows,
  type Scope,
  textOf,
  textsOf,
} from './fields.ts';
import { goText } from './go-scalar.ts';

/** The settings of a process-compose file for all its processes. */
export interface ProjectScope extends Scope {
  /** The variables for `${NAME}`; null if it is not expanded. */
  readonly variables: Readonly<Record<string, string | undefined>> | null;
  readonly vars: Record<string, string>;
  readonly found: {
    name?: string;
    bufferLines?: number;
    readonly env: Record<string, string>;
    /** The words before a command; empty for bash. */
    readonly shell: string[];
    /** Variables with a command that prints the value. */
    readonly envCommands: { readonly name: string; readonly line: string }[];
  };
}

const SCREEN = 'zdev has its own screen';

/** Reads each key of the whole file. */
export const PROJECT: Rows<ProjectScope> = {
  version: null,
  name(field, at) {
    const name = textOf(field, at);
    if (name !== null) at.found.name = name;
  },
  processes: null,
  extends: null,
  disable_env_expansion: null,
  environment(field, at) {
    for (const { name, value } of pairsOf(field, at)) at.found.env[name] = value ?? '';
  },
  vars(field, at) {
    Object.assign(at.vars, varsOf(field, at));
  },
  env_cmds(field, at) {
    for (const each of fieldsOf(field, at)) {
      const name = each.path.slice(field.path.length + 1);
      const line = textOf(each, at);
      if (line !== null && /^[A-Za-z_]\w*$/.test(name)) at.found.envCommands.push({ name, line });
      else if (line !== null) leaveOut(each, 'it is not the name of a variable', at);
    }
  },
  shell: (field, at) => readShell(field, at),
  log_length(field, at) {
    const lines = integerOf(field, at, 1);
    if (lines !== null) at.found.bufferLines = lines;
  },
  log_location: 'zdev keeps the output of all services in .zdev/logs: zdev logs',
  log_level: null,
  log_format: null,
  log_configuration: 'zdev rotates by itself: the last five runs, 10 MB each',
  is_strict: null,
  is_tui_disabled: SCREEN,
  ordered_shutdown: null,
  mcp_server: 'scripts and tools talk to the socket: docs/rpc.md',
};

/** The values of templates. Numbers and booleans are written by the rules of Go. */
export function varsOf(field: Field, at: Scope): Record<string, string> {
  const isPlain = (name: string) => {
    const node = field.node.kind === 'map' ? field.node.entries.get(name)?.value : undefined;
    return node?.kind === 'scalar' && node.isPlain === true;
  };
  const pairs = pairsOf(field, at).map(({ name, value }) => [
    name,
    isPlain(name) ? goText(value ?? '') : (value ?? ''),
  ]);
  return Object.fromEntries(pairs);
}

function readShell(field: Parameters<typeof textsOf>[0], at: ProjectScope): void {
  const words = ['shell_command', 'shell_argument'].flatMap((key) => {
    const entry = field.node.kind === 'map' ? field.node.entries.get(key) : undefined;
    return entry === undefined ? [] : textsOf({ path: `shell.${key}`, key: entry.key, node: entry.value }, at);
  });
  at.found.shell.push(...words.map(({ text }) => text));
}
