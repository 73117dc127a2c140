import type { Socket } from 'node:net';
import { createDirectory, type Member } from './directory.ts';
import { type FromMember, speak, type ToMember } from './member-protocol.ts';
import { admitMembers, byHost, changeRoute, replaceRoutes } from './members.ts';
import type { EdgeAnswer, EdgeOptions, EdgeOrder, EdgeQuestion, EdgeReport, EdgeRoute } from './messages.ts';
import { takeSeat } from './seat.ts';
import { receive } from './visit.ts';

/** After this time, the other projects have sent their names to a new holder of the port. */
const JOINING_MS = 500;

/** The part of one supervisor in the edge. */
export interface Edge {
  carryOut(order: Exclude<EdgeOrder, { type: 'edge-open' }>): void;
  close(): void;
}

/** Serves the names of all projects, or joins the process that does, and takes over when that ends. */
export function openEdge(
  options: EdgeOptions,
  routes: readonly EdgeRoute[],
  report: (report: EdgeReport) => void,
): Edge {
  const { port, socket, dir, sinceMs } = options;
  const directory = createDirectory();
  const asks = new Map<number, (answer: EdgeAnswer) => void>();
  const visitors = new Set<Socket>();
  let lastAsk = 0;
  /** Sends to the holder of the port. Null while this process is the holder, or nobody is. */
  let tellHolder: ((message: FromMember) => void) | null = null;
  let completeAtMs = 0;

  const own: Member = {
    ...{ dir, sinceMs, routes: byHost(routes) },
    ask(question, answered) {
      lastAsk += 1;
      const ask = lastAsk;
      asks.set(ask, answered);
      report({ type: 'edge-ask', ask, question });
      return () => {
        if (asks.delete(ask)) report({ type: 'edge-over', ask });
      };
    },
    taken: (taken) => report({ type: 'edge-taken', taken }),
  };

  const seat = takeSeat({
    port,
    socket,
    connected(client) {
      visitors.add(client);
      client.once('close', () => visitors.delete(client));
      receive(client, { directory, port, completeAtMs });
    },
    seated() {
      completeAtMs = performance.now() + JOINING_MS;
      own.taken([]);
      directory.join(own);
      return admitMembers(directory);
    },
    joined: follow,
    problem: (problem) => report({ type: 'edge-works', problem }),
  });

  /** Follows the holder while it holds the port. */
  function follow(holder: Socket): void {
    const open = new Map<number, () => void>();
    const say = speak<ToMember, FromMember>(holder, (message) => {
      switch (message.is) {
        case 'ask':
          return answerTo(message);
        case 'over':
          open.get(message.ask)?.();
          open.delete(message.ask);
          return;
        case 'taken':
          return own.taken(message.taken);
      }
    });
    const answerTo = ({ ask, question }: { readonly ask: number; readonly question: EdgeQuestion }) => {
      const cancel = own.ask(question, (answer) => {
        open.delete(ask);
        say({ is: 'answer', ask, answer });
      });
      open.set(ask, cancel);
    };
    tellHolder = say;
    own.taken([]);
    holder.once('close', () => {
      tellHolder = null;
      for (const cancel of open.values()) cancel();
    });
    say({ is: 'member', dir, sinceMs, routes: [...own.routes.values()] });
  }

  return {
    carryOut(order) {
      switch (order.type) {
        case 'edge-routes':
          replaceRoutes(own, order.routes, directory);
          return tellHolder?.({ is: 'routes', routes: order.routes });
        case 'edge-serves':
          changeRoute(own, order, directory);
          return tellHolder?.({ is: 'serves', host: order.host, serves: order.serves });
        case 'edge-answer':
          asks.get(order.ask)?.(order.answer);
          asks.delete(order.ask);
          return;
      }
    },
    close() {
      seat.close();
      for (const client of visitors) client.destroy();
    },
  };
}
