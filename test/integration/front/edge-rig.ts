import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Edge, openEdge } from '../../../src/adapters/front/edge/edge.ts';
import type { EdgeAnswer, EdgeQuestion, EdgeReport } from '../../../src/adapters/front/edge/messages.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { freePort } from '../../helpers/zdev-text.ts';
import { client } from './client.ts';

/** Why a service does not serve, unless a test says otherwise. */
export const ANSWER: EdgeAnswer = {
  ...{ html: '<h1>why</h1>', json: '{"why":true}', key: 'k1', hopeful: false, retryAfterS: 7 },
};

/** A machine on which projects may have names. */
export interface Machine {
  readonly port: number;
  readonly socket: string;
  /** A project whose services have these names, with their ports. Those that do not serve have port 0. */
  project(options: {
    readonly dir: string;
    readonly names: Readonly<Record<string, number>>;
    readonly sinceMs?: number;
    /** Asked why; null: nobody answers. */
    readonly why?: (question: EdgeQuestion) => EdgeAnswer | null;
  }): Promise<Opened>;
}

/** The edge of one project. */
export interface Opened {
  readonly edge: Edge;
  readonly reports: EdgeReport[];
  /** The service serves from now on, or does not. */
  serves(host: string, serves: boolean): void;
}

export async function machine(): Promise<Machine> {
  const port = await freePort();
  const socket = join(tempDir(), 'edge.sock');
  return {
    port,
    socket,
    async project({ dir, names, sinceMs = 0, why = () => ANSWER }) {
      const reports: EdgeReport[] = [];
      const routes = Object.entries(names).map(([host, to]) => ({
        ...{ host, service: host.split('.')[0]!, port: to, serves: to !== 0 },
      }));
      const edge = openEdge({ port, socket, dir, sinceMs }, routes, (report) => {
        reports.push(report);
        if (report.type !== 'edge-ask') return;
        const answer = why(report.question);
        if (answer) edge.carryOut({ type: 'edge-answer', ask: report.ask, answer });
      });
      onTestFinished(() => edge.close());
      await until(() => reports.some(({ type }) => type === 'edge-works'), { what: 'it works or says why not' });
      return { edge, reports, serves: (host, serves) => edge.carryOut({ type: 'edge-serves', host, serves }) };
    },
  };
}

/** A program that listens on a port of its own. */
export async function program(serve: (socket: Socket) => void, host = '127.0.0.1', port = 0) {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => serve(socket.on('error', () => {})));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const end = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  onTestFinished(end);
  server.listen(port, host);
  await once(server, 'listening');
  return { port: (server.address() as { port: number }).port, end };
}

/** A program that says its name to every request, on one connection after the other. */
export function saying(name: string) {
  return program((socket) => {
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`));
    socket.on('end', () => socket.end());
  });
}

/** A connection to the edge, and what has become of it. */
export { client as visit } from './client.ts';

/** A request for a name. */
export function get(name: string, ...lines: string[]): string {
  return [`GET / HTTP/1.1`, `Host: ${name}`, ...lines, '', ''].join('\r\n');
}

/** All that comes to one request, up to the first end of an answer that is looked for. */
export async function ask(port: number, request: string, awaited: RegExp | null = null, host?: string) {
  const { socket, seen } = client(port, host);
  socket.write(request);
  await until(() => (awaited ? awaited.test(seen.text) : seen.ended) || seen.closed, {
    ...{ timeoutMs: 20_000, what: `an answer, after ${JSON.stringify(seen.text.slice(0, 200))}` },
  });
  socket.destroy();
  return seen.text;
}
