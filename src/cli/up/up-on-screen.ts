import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { isUsageError, loadOptions } from '../args/project-options.ts';
import {
  connectProject,
  type FoundProject,
  findProject,
  type Running,
  unreachable,
  useClient,
} from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';
import { type ChildSupervisor, startChildSupervisor } from './child-supervisor.ts';
import type { Ended } from './handshake.ts';

/** What the screen gets. It leaves the terminal as it was, and does not close the client. */
export interface Screen {
  readonly client: RpcClient;
  readonly projectDir: string;
  readonly stateDir: string;
  /** The supervisor if it belongs to this process; null if the screen only visits a running one. */
  readonly owned: Pick<ChildSupervisor, 'detach' | 'ended'> | null;
  /** Messages about the start for the user. */
  readonly notices: readonly string[];
}

/** How the screen ended: detached, or everything is over (it ended, was stopped from here, or cannot be reached). */
export interface Left {
  readonly how: 'detached' | 'ended' | 'stopped' | 'lost';
}

interface Request {
  readonly values: OptionValues;
  readonly names: readonly string[];
  readonly runTui: (screen: Screen) => Promise<Left>;
  /** Called when the supervisor has been launched. */
  readonly launched?: () => void;
  /** Called before a message is printed instead of the screen. */
  readonly failed?: () => Promise<void>;
  readonly io?: CommandIo;
}

/** How long a supervisor that holds the project may take to open its socket. */
const SOCKET_MS = 10_000;
/** How long an unreachable supervisor may take to end. */
const ENDING_MS = 2_000;

/**
 * `zdev up` on a terminal: shows the screen, with its own supervisor or as a guest of a running one. Only the
 * supervisor reads the project, and it is started first. Returns the exit status.
 */
export async function upOnScreen(request: Request): Promise<number> {
  const { values, io = systemIo() } = request;
  loadOptions(values); // throws for an invalid value
  const running = await findRunning(values, io);
  if (running) return asGuest(running, request, io);

  const { columns, rows } = process.stdout;
  // The command line may lack this option: the user may have chosen it in an answer.
  const isolated = values['isolated'] ? ['--isolated'] : [];
  const starting = startChildSupervisor([`--terminal-size=${columns}x${rows}`, ...isolated, ...process.argv.slice(3)]);
  request.launched?.();
  const owned = await starting;
  const { ready } = owned;
  if (ready.running) {
    const winner = await connectSoon(ready.projectDir);
    if (winner) return asGuest(winner, request, io);
  }
  if (ready.error !== null) {
    await request.failed?.();
    await reportDiagnostics(ready.diagnostics);
    if (ready.error !== '') fail(io, ready.error);
    return ready.status;
  }
  return asOwner(owned, request, io);
}

/** Uses only names and places. A project that cannot be found this way does not run. */
async function findRunning(values: OptionValues, io: CommandIo): Promise<Running | null> {
  try {
    const place = await findProject(values, io);
    return place.client ? { ...place, client: place.client } : null;
  } catch (error) {
    if (isUsageError(error)) return null;
    throw error;
  }
}

/** The supervisor that holds a project, as soon as clients can connect to it; null if it ends before that. */
async function connectSoon(dir: string): Promise<Running | null> {
  const place = await connectProject(dir, SOCKET_MS);
  return place.client ? { ...place, client: place.client } : null;
}

function asGuest(running: Running, { names, runTui }: Request, io: CommandIo): Promise<number> {
  return useClient(running, io, async ({ client, dir, stateDir }) => {
    if (names.length > 0) await client.call('service.start', { name: names, dependencies: true });
    const { how } = await runTui({ client, projectDir: dir, stateDir, owned: null, notices: [] });
    if (how === 'lost') return fail(io, `zdev in ${dir} has ended`);
    io.err(how === 'detached' ? `zdev in ${dir} ${GOES_ON}\n` : `stopped zdev in ${dir}\n`);
    return EXIT.ok;
  });
}

async function asOwner(owned: ChildSupervisor, { runTui, failed }: Request, io: CommandIo): Promise<number> {
  const { diagnostics, projectDir, pid } = owned.ready;
  const notices = [...owned.ready.notices, ...warningText(diagnostics.length)];
  const place: FoundProject = await connectProject(projectDir);
  const { client, stateDir } = place;
  if (!client) {
    await failed?.();
    // It may have done its work already.
    const ended = await Promise.race([
      owned.ended,
      new Promise<null>((resolve) => setTimeout(resolve, ENDING_MS, null)),
    ]);
    if (ended) return sayEnd(ended, io);
    return fail(io, [unreachable(place), ...notices].join('\n'));
  }
  try {
    const { how } = await runTui({ client, projectDir, stateDir, owned, notices });
    if (how === 'detached') {
      owned.detach();
      io.err(`zdev (pid ${pid}) ${GOES_ON}\n`);
      return EXIT.ok;
    }
  } finally {
    client.close();
  }
  return sayEnd(await owned.ended, io);
}

function sayEnd({ status, lines }: Ended, io: CommandIo): number {
  for (const line of lines) io.err(`${line}\n`);
  return status;
}

/** The screen has only one line for warnings; another command shows them. */
function warningText(count: number): string[] {
  return count === 0
    ? []
    : [`${count} ${count === 1 ? 'warning' : 'warnings'} about the project files: zdev check shows them`];
}

const GOES_ON = 'continues in the background: "zdev up" shows it again, "zdev down" stops it';
