import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAll } from '../../helpers/processes.ts';
import { until } from '../../helpers/wait.ts';
import { type Ending, startOnPipes, startOnPty, ZDEV_BIN, type Zdev } from '../../helpers/zdev-process.ts';
import { processesWith } from '../../helpers/zdev-scan.ts';
import { type Kind, tomlOf } from './services.ts';

/** A process of a service. */
interface Found {
  readonly pid: number;
  readonly run: number;
}

/** What `ps --json` says of a service. */
interface Row {
  readonly name: string;
  readonly state: string;
  readonly pid: number | null;
  readonly run: number;
}

/** A project with one service of each kind. */
export interface World {
  readonly dir: string;
  readonly kinds: readonly Kind[];
  configure(kinds: readonly Kind[], more?: string): void;
  /** Starts a command of zdev. */
  start(args: readonly string[], options?: { readonly pty: boolean }): Zdev;
  /** Runs one to its end. */
  run(...args: readonly string[]): Promise<{ readonly status: Ending; readonly text: string }>;
  /** The same, which has to succeed. */
  ok(...args: readonly string[]): Promise<string>;
  rows(): Promise<ReadonlyMap<string, Row>>;
  /** The living processes of a service, wherever they are. */
  processesOf(name: string): readonly Found[];
  /** Waits until every service is as its kind says. */
  settled(): Promise<void>;
  /** The pid of the supervisor that holds the project's lock. */
  supervisor(): number;
  /** Ends all that is left of it, and removes it. */
  end(): Promise<void>;
}

/** A world in a temporary directory, in which nothing runs yet. */
export function createWorld(kinds: readonly Kind[]): World {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-faults-')));
  const { PATH = '', HOME = '', XDG_CACHE_HOME = '', XDG_CONFIG_HOME = '' } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME, ZDEV_RUNTIME_DIR: `${dir}.run`, ZDEV_TEST: dir };
  const mark = `ZDEV_TEST=${dir}`;
  const world: World = {
    dir,
    kinds,
    configure: (kinds, more) => writeFileSync(join(dir, 'zinit.toml'), tomlOf(kinds, more)),
    start(args, { pty } = { pty: false }) {
      const options = { command: [process.execPath, ZDEV_BIN, ...args], cwd: dir, env };
      return pty ? startOnPty(options) : startOnPipes(options);
    },
    async run(...args) {
      const zdev = world.start(args);
      return { status: await zdev.ended(30_000), text: zdev.stdout + zdev.stderr };
    },
    async ok(...args) {
      const { status, text } = await world.run(...args);
      if (status !== 0) throw new Error(`zdev ${args.join(' ')}: ${status}: ${text}`);
      return text;
    },
    async rows() {
      const { services } = JSON.parse(await world.ok('ps', '--json')) as { services: readonly Row[] };
      return new Map(services.map((row) => [row.name, row]));
    },
    processesOf: (name) =>
      processesWith(mark, 'ZDEV_RUN=').flatMap(({ pid }) => {
        const [, service, run] = /\/([^/]+)\/(\d+)$/.exec(runOf(pid)) ?? [];
        return service === name ? [{ pid, run: Number(run) }] : [];
      }),
    async settled() {
      const has = new Map<string, number>();
      const isThere = ({ name, processes }: Kind) => {
        has.set(name, world.processesOf(name).length);
        return (has.get(name) as number) >= processes;
      };
      await until(() => kinds.every(isThere), { timeoutMs: 20_000, what: 'every service is there' }).catch(() => {
        throw new Error(`not all are there: ${JSON.stringify([...has])}`);
      });
      await until(async () => {
        const rows = await world.rows();
        return kinds.every(({ name, processes, suspended }) => {
          // Suspended before zdev has seen its start, it would be still being started.
          if (suspended) return rows.get(name)?.state === 'running';
          return processes > 0 || isOver(rows.get(name));
        });
      });
      for (const { name } of kinds.filter(({ suspended }) => suspended))
        for (const { pid } of world.processesOf(name)) process.kill(pid, 'SIGSTOP');
    },
    supervisor: () => (JSON.parse(readFileSync(join(dir, '.zdev/zdev.pid'), 'utf8')) as { pid: number }).pid,
    async end() {
      killAll(processesWith(mark).map(({ pid }) => pid));
      await until(() => {
        killAll(processesWith(mark).map(({ pid }) => pid));
        rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
        rmSync(`${dir}.run`, { recursive: true, force: true, maxRetries: 3 });
        return processesWith(mark).length === 0;
      });
    },
  };
  return world;
}

const isOver = (row: Row | undefined) => row?.state === 'exited' || row?.state === 'failed';

/** The marker of a process: `PROJECT/SUPERVISOR/SERVICE/RUN`; empty once it is gone. */
function runOf(pid: number): string {
  try {
    const environ =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/environ`, 'latin1').replaceAll('\0', ' ')
        : execFileSync('ps', ['-Eww', '-o', 'command=', '-p', String(pid)], { encoding: 'latin1' });
    return /(?:^| )ZDEV_RUN=(\S+)/.exec(environ)?.[1] ?? '';
  } catch {
    return '';
  }
}
