import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { lives } from './processes.ts';
import { until } from './wait.ts';
import { test as plain, type Rig, type StartOptions } from './zdev.ts';
import type { Ending } from './zdev-process.ts';

/** A project whose supervisor runs in the background, and outlives the commands of the test. */
export interface Background {
  /** Runs a command of zdev to its end. */
  run(args: readonly string[], options?: StartOptions): Promise<Ran>;
  /** The same, which has to succeed. Gives what it printed to stdout. */
  ok(...args: readonly string[]): Promise<string>;
  /** What `ps --json` says of the services, by name. */
  rows(): Promise<Readonly<Record<string, Row>>>;
  /** Of the services that have a process. */
  pids(): Promise<Readonly<Record<string, number>>>;
  /** Waits until that is so. */
  untilRow(name: string, isSo: (row: Row) => boolean): Promise<Row>;
  /** The pid of the supervisor that holds the project's lock. */
  supervisor(): number;
  /** The answer of the supervisor to one request. */
  call(method: string, params?: unknown): Promise<Answer>;
  /** Ends the supervisor with SIGKILL. */
  kill(): Promise<void>;
}

/** One of the two. */
export interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** How a command ended, and what it printed. */
export interface Ran {
  readonly status: Ending;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is used here of a service in `ps --json`. */
export interface Row {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly ready: boolean;
  readonly pid: number | null;
  readonly run: number;
  readonly restarts: number;
}

/**
 * A test with a project in the background. It ends with a `zdev down`, whatever happened in it; what lives after that
 * fails the test.
 */
export const test = plain.extend<{ project: Background }>({
  project: async ({ rig }, use) => {
    const project = createBackground(rig);
    try {
      await use(project);
    } finally {
      await project.run(['down']);
    }
  },
});

function createBackground(rig: Rig): Background {
  const project: Background = {
    async run(args, options) {
      const zdev = rig.zdev(args, options);
      const status = await zdev.ended();
      return { status, stdout: Buffer.from(zdev.stdout, 'latin1').toString(), stderr: zdev.stderr };
    },
    async ok(...args) {
      const { status, stdout, stderr } = await project.run(args);
      if (status !== 0) throw new Error(`zdev ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
      return stdout;
    },
    async rows() {
      const { services } = JSON.parse(await project.ok('ps', '--json')) as { services: readonly Row[] };
      return Object.fromEntries(services.map((row) => [row.name, row]));
    },
    async pids() {
      const rows = Object.values(await project.rows());
      return Object.fromEntries(rows.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid]])));
    },
    async untilRow(name, isSo) {
      let row: Row | undefined;
      const look = async () => {
        row = (await project.rows())[name];
        return row !== undefined && isSo(row);
      };
      await until(look, { what: name }).catch(() => {
        throw new Error(`${name} does not get there: ${JSON.stringify(row)}`);
      });
      return row as Row;
    },
    supervisor: () => (JSON.parse(readFileSync(join(rig.dir, '.zdev/zdev.pid'), 'utf8')) as { pid: number }).pid,
    async call(method, params) {
      const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const [answer] = await exchange(join(rig.dir, '.zdev/zdev.sock'), [request]);
      const { result, error } = answer as Answer;
      return error ? { error } : { result };
    },
    async kill() {
      const pid = project.supervisor();
      process.kill(pid, 'SIGKILL');
      await until(() => !lives(pid));
    },
  };
  return project;
}

/** Sends lines to a socket on one connection, and gives as many answers. */
export async function exchange(path: string, lines: readonly string[]): Promise<unknown[]> {
  const socket = connect(path);
  let text = '';
  let error: Error | undefined;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', (cause) => {
    error = cause;
  });
  socket.write(`${lines.join('\n')}\n`);
  try {
    await until(() => error !== undefined || text.split('\n').length > lines.length, { what: 'the answers' });
  } finally {
    socket.destroy();
  }
  if (error) throw error;
  const answers = Buffer.from(text, 'latin1').toString().trim().split('\n');
  return answers.map((line) => JSON.parse(line) as unknown);
}
