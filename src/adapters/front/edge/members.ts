import { createServer, type Server, type Socket } from 'node:net';
import type { Directory, Member } from './directory.ts';
import { type FromMember, speak, type ToMember } from './member-protocol.ts';
import type { EdgeAnswer, EdgeRoute } from './messages.ts';

/** Accepts other supervisors. */
export interface Admission {
  readonly server: Server;
  /** Disconnects all members. */
  end(): void;
}

/** Admits the projects of other supervisors, each while its supervisor is connected. */
export function admitMembers(directory: Directory): Admission {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    admit(socket, directory);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    server,
    end() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function admit(socket: Socket, directory: Directory): void {
  let member: Member | null = null;
  let lastAsk = 0;
  const asks = new Map<number, (answer: EdgeAnswer) => void>();
  const say = speak<FromMember, ToMember>(socket, (message) => {
    switch (message.is) {
      case 'member':
        member ??= created(message);
        directory.join(member);
        return;
      case 'routes':
        return member ? replaceRoutes(member, message.routes, directory) : undefined;
      case 'serves':
        return member ? changeRoute(member, message, directory) : undefined;
      case 'answer':
        asks.get(message.ask)?.(message.answer);
        asks.delete(message.ask);
        return;
    }
  });
  socket.on('close', () => {
    if (member) directory.leave(member);
  });

  function created({ dir, sinceMs, routes }: Extract<FromMember, { is: 'member' }>): Member {
    return {
      ...{ dir, sinceMs, routes: byHost(routes) },
      ask(question, answered) {
        lastAsk += 1;
        const ask = lastAsk;
        asks.set(ask, answered);
        say({ is: 'ask', ask, question });
        return () => {
          if (asks.delete(ask)) say({ is: 'over', ask });
        };
      },
      taken: (taken) => say({ is: 'taken', taken }),
    };
  }
}

/** Replaces the routes of a member. */
export function replaceRoutes(member: Member, routes: readonly EdgeRoute[], directory: Directory): void {
  member.routes.clear();
  for (const [host, route] of byHost(routes)) member.routes.set(host, route);
  directory.changed();
}

/** Changes whether a service of a member serves. */
export function changeRoute(
  member: Member,
  { host, serves }: { readonly host: string; readonly serves: boolean },
  directory: Directory,
): void {
  const route = member.routes.get(host);
  if (!route || route.serves === serves) return;
  member.routes.set(host, { ...route, serves });
  directory.changed();
}

/** Indexes routes by host. */
export function byHost(routes: readonly EdgeRoute[]): Map<string, EdgeRoute> {
  return new Map(routes.map((route) => [route.host, route]));
}
