import { basename } from 'node:path';
import { branchOf, checkoutOf } from '../../config/checkout.ts';
import { listProjects, type RunningProject } from '../../host/lock/registry.ts';
import { listText } from '../../present/words.ts';
import { connect } from '../../rpc/client.ts';
import type { ResultOf } from '../../rpc/methods.ts';
import type { OptionValues } from '../args/options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';
import { type Cell, type Column, table } from '../present/table.ts';
import { printable } from '../present/text.ts';

/** If a supervisor does not answer within this time, it is listed without its services. */
const ANSWER_MS = 1000;

type Snapshot = ResultOf<'service.snapshot'>;

/** `zdev ls`: lists all projects that run on this machine. Returns the exit status. */
export async function ls(
  values: OptionValues,
  _given: readonly string[],
  io: CommandIo = systemIo(),
  list: () => readonly RunningProject[] = listProjects,
): Promise<number> {
  const projects = await Promise.all(list().map(async (project) => ({ project, snapshot: await look(project) })));
  if (values['json']) {
    const found = projects.map(({ project: { dir, pid, socket, isolated }, snapshot }) => {
      const services = snapshot?.services ?? null;
      const name = snapshot?.project ?? basename(dir);
      return {
        name,
        dir,
        pid,
        socket,
        branch: branchIn(dir),
        isolated,
        ports: portsIn(snapshot),
        names: namesIn(snapshot),
        services,
      };
    });
    printJson(io, values, 'ls', found);
  } else if (projects.length === 0) io.out('no project runs\n');
  else {
    const isNamed = projects.some(({ snapshot }) => namesIn(snapshot).length > 0);
    const rows = projects.map(({ project, snapshot }) => cells(project, snapshot, isNamed, io.env['HOME']));
    const columns: Column[] = [
      { title: 'PROJECT' },
      { title: 'BRANCH' },
      { title: 'SERVICES' },
      { title: 'PORTS' },
      ...(isNamed ? [{ title: 'NAMES' }] : []),
      { title: 'PID', right: true },
      { title: 'DIRECTORY' },
    ];
    io.out(table({ columns, rows, width: io.columns, color: io.color.out }));
  }
  return EXIT.ok;
}

async function look({ socket }: RunningProject): Promise<Snapshot | null> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const client = await connect(socket);
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ANSWER_MS);
    });
    const snapshot = await Promise.race([client.call('service.snapshot'), late]);
    client.close();
    return snapshot;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function cells({ dir, pid }: RunningProject, snapshot: Snapshot | null, isNamed: boolean, home?: string): Cell[] {
  const shown = home && dir.startsWith(`${home}/`) ? `~${dir.slice(home.length)}` : dir;
  return [
    { text: printable(snapshot?.project ?? basename(dir)) },
    { text: printable(branchIn(dir) ?? '') },
    snapshot ? summary(snapshot) : { text: 'does not answer', style: 'red' },
    { text: printable(portsText(portsIn(snapshot))) },
    ...(isNamed ? [{ text: printable(namesText(namesIn(snapshot))) }] : []),
    { text: `${pid}` },
    { text: printable(shown) },
  ];
}

/** `3 of 4 ready`: counts the services whose intent is up. */
function summary({ services, stopping }: Snapshot): Cell {
  if (stopping !== null) return { text: 'stopping', style: 'yellow' };
  const wanted = services.filter(({ intent, kind }) => intent === 'up' && kind !== 'target');
  const ready = wanted.filter((row) => row.ready).length;
  return { text: `${ready} of ${wanted.length} ready`, style: ready === wanted.length ? 'green' : 'yellow' };
}

/** The branch of the git checkout that contains the project. */
function branchIn(dir: string): string | null {
  const checkout = checkoutOf(dir);
  return checkout === null ? null : branchOf(checkout);
}

interface ServicePort {
  readonly service: string;
  /** Name of the port, if the service has several. */
  readonly name: string | null;
  readonly port: number;
}

function portsIn(snapshot: Snapshot | null): ServicePort[] {
  return (snapshot?.services ?? []).flatMap(({ name: service, port, ports }): ServicePort[] => {
    if (ports) return ports.map((each) => ({ service, ...each }));
    return port === null ? [] : [{ service, name: null, port }];
  });
}

/** `web 3000, api 20117 and 4 more`. */
function portsText(ports: readonly ServicePort[]): string {
  const each = ports.map(({ service, name, port }) => `${service}${name === null ? '' : `/${name}`} ${port}`);
  return listText(each, MAX_PORTS);
}

const MAX_PORTS = 4;

interface ServiceName {
  readonly service: string;
  readonly url: string;
}

function namesIn(snapshot: Snapshot | null): ServiceName[] {
  return (snapshot?.services ?? []).flatMap(({ name: service, edge_url: url }) => (url ? [{ service, url }] : []));
}

/** The common part of the names: `*.shop.localhost:2080`. */
function namesText([first]: readonly ServiceName[]): string {
  return first ? first.url.replace(/^http:\/\/[^.]+/, '*') : '';
}
