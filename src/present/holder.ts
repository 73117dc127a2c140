import { isForwarder, type PortHolder } from '../core/port-holder.ts';
import type { Reader } from './advice.ts';

/**
 * The holder of a port: `pid 7 (node server.js)`, `api (pid 7)`,
 * `front of project /home/me/shop (pid 7, node server.js)`.
 */
export function holderText({ pid, command, owner, connection }: PortHolder): string {
  const id = pid === null ? null : `pid ${pid}`;
  const program = command && shortened(command);
  if (connection) {
    const facts = [id, program].filter(Boolean).join(', ');
    return `a connection${facts && ` (${facts})`}`;
  }
  if (owner?.sameProject) return `${owner.service}${id === null ? '' : ` (${id})`}`;
  if (owner) {
    const branch = owner.otherCheckout?.branch;
    const facts = [branch && `branch ${branch}`, id, program].filter(Boolean).join(', ');
    return `${owner.service} of ${owner.dir === null ? 'another project' : `project ${owner.dir}`} (${facts})`;
  }
  if (command && isForwarder(command)) return `a container (${[id, nameOf(command)].filter(Boolean).join(', ')})`;
  return `${id ?? 'another process'}${program ? ` (${program})` : ''}`;
}

/** What the user can do about a held port, one line each. */
export function holderRemedies(port: number, holder: PortHolder, reader: Reader = 'shell'): string[] {
  const { pid, command, owner, connection } = holder;
  if (connection) return [CONNECTION];
  if (owner?.sameProject) return [`two services have the same port: give one of them another port than ${port}`];
  const free =
    reader === 'screen'
      ? 'F ends the holder'
      : 'zdev up --free-ports ends the holder at the next start (on the screen: F ends it now)';
  if (owner) {
    const end = `zdev down${owner.dir === null ? ' in its project' : ` in ${owner.dir}`}, or another port; ${free}`;
    return [...(owner.otherCheckout ? [ISOLATED] : []), end];
  }
  const docker = `docker ps --filter publish=${port}`;
  if (command && isForwarder(command))
    return [`${docker} names the container, docker stop ends it; or use another port`];
  if (pid === null) return [`find its process (sudo lsof -i :${port}, or ${docker}) and end it, or use another port`];
  return [`kill ${pid}, or use another port; ${free}`];
}

/** The system chooses the ports of connections from its own range. */
const CONNECTION =
  'the service starts when that connection is over; the system gives no connection a port below its range (sysctl net.ipv4.ip_local_port_range)';

/** Both checkouts of a repository can run at once. */
const ISOLATED =
  'zdev down, then zdev up --isolated (or zdev up --isolated -d) gives this checkout ports of its own; the other checkout keeps running';

/** The program in a command line, without its directory. */
function nameOf(command: string): string {
  const [program = ''] = command.split(' ');
  return program.slice(program.lastIndexOf('/') + 1);
}

/** Cuts a command line, which may be as long as a screen. */
function shortened(command: string): string {
  return command.length > MAX_COMMAND ? `${command.slice(0, MAX_COMMAND)}…` : command;
}

const MAX_COMMAND = 60;
