import type { EdgeAnswer, EdgeQuestion, EdgeRoute, TakenName } from './messages.ts';

/** A project with its names. */
export interface Member {
  readonly dir: string;
  readonly sinceMs: number;
  /** By host. */
  readonly routes: Map<string, EdgeRoute>;
  /** Asks its supervisor. Returns a function that says that nobody waits any more. */
  ask(question: EdgeQuestion, answered: (answer: EdgeAnswer) => void): () => void;
  /** Called when the set of its names that an older project has changes. */
  taken(names: readonly TakenName[]): void;
}

/** A name and its owner. */
export interface Found {
  readonly member: Member;
  readonly route: EdgeRoute;
}

/** All names on this machine, as far as the holder of the port knows. */
export interface Directory {
  join(member: Member): void;
  leave(member: Member): void;
  /** Call this when the routes of a member have changed. */
  changed(): void;
  find(host: string): Found | undefined;
  list(): readonly EdgeRoute[];
  /** Calls back after every change. Returns a function that stops this. */
  onChange(callback: () => void): () => void;
}

/** Creates an empty directory. */
export function createDirectory(): Directory {
  let members: readonly Member[] = [];
  const told = new Map<Member, string>();
  const listeners = new Set<() => void>();

  function find(host: string): Found | undefined {
    for (const member of members) {
      const route = member.routes.get(host);
      if (route) return { member, route };
    }
    return undefined;
  }

  function changed(): void {
    for (const member of members) tellTaken(member);
    for (const tell of [...listeners]) tell();
  }

  function tellTaken(member: Member): void {
    const taken = [...member.routes.keys()].flatMap((host): TakenName[] => {
      const owner = find(host)?.member ?? member;
      return owner === member ? [] : [{ host, dir: owner.dir }];
    });
    const text = JSON.stringify(taken);
    if (text === (told.get(member) ?? '[]')) return;
    told.set(member, text);
    member.taken(taken);
  }

  return {
    join(member) {
      members = [...members, member].sort((a, b) => a.sinceMs - b.sinceMs);
      changed();
    },
    leave(member) {
      members = members.filter((other) => other !== member);
      told.delete(member);
      changed();
    },
    changed,
    find,
    list: () => members.flatMap(({ routes }) => [...routes.values()]),
    onChange(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  };
}
