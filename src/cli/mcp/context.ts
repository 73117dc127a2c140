import { resolve } from 'node:path';
import type { RpcClient } from '../../rpc/client.ts';
import { forPeople } from '../../safe/people.ts';
import type { OptionValues } from '../args/options.ts';
import { findProject, useClient } from '../client/project-client.ts';
import type { CommandIo } from '../io/command-io.ts';
import { type CommandResult, createExcerpt, runZdevCommand } from './zdev-command.ts';

/** What a tool works with: the project that a call is about. */
export interface Context {
  /** Runs a zdev command on the project. */
  zdev(args: readonly string[], timeoutMs?: number): Promise<CommandResult>;
  /**
   * Uses the supervisor of the project, with output that becomes the answer. An error, such as no running
   * supervisor, also becomes the answer, with a status other than 0.
   */
  use(action: (client: RpcClient, io: CommandIo) => Promise<number>): Promise<CommandResult>;
}

/** Longer than the default of any wait of a tool. */
const COMMAND_TIMEOUT_MS = 150_000;

/** @param project a directory of the project, absolute or relative to the directory of the server */
export function createContext(options: {
  readonly values: Pick<OptionValues, 'file'>;
  readonly project: string | undefined;
  readonly signal: AbortSignal;
}): Context {
  const { signal, values } = options;
  const cwd = resolve(options.project ?? '.');
  const file = options.project === undefined ? [values.file ?? []].flat() : [];
  return {
    zdev([verb = '', ...args], timeoutMs = COMMAND_TIMEOUT_MS) {
      return runZdevCommand([verb, ...file.map((each) => `--file=${each}`), ...args], { cwd, signal, timeoutMs });
    },
    async use(action) {
      const { io, text } = capture(cwd);
      const at = await findProject(options.project === undefined ? values : {}, io);
      const status = await useClient(at, io, ({ client }) => action(client, io));
      return { status, text: forPeople(text()) };
    },
  };
}

/** Output that is kept, up to a limit. */
function capture(cwd: string): { readonly io: CommandIo; text(): string } {
  const excerpt = createExcerpt();
  const add = (text: string | Buffer) => excerpt.add(typeof text === 'string' ? Buffer.from(text) : text);
  const color = { out: false, err: false };
  return {
    io: {
      cwd,
      env: process.env,
      out: add,
      err: add,
      terminal: false,
      columns: Number.POSITIVE_INFINITY,
      color,
    },
    text: excerpt.text,
  };
}
