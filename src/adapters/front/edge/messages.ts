/** The target of a name. */
export interface EdgeRoute {
  /** Such as `web.shop.localhost`. */
  readonly host: string;
  readonly service: string;
  /** On a loopback address. */
  readonly port: number;
  /** Whether the service is ready, or a front holds connections until it is. */
  readonly serves: boolean;
}

/** The options of a project's edge. */
export interface EdgeOptions {
  readonly port: number;
  /** The private socket of the holder of the port; null if there can be none. */
  readonly socket: string | null;
  /** The project directory. */
  readonly dir: string;
  /** The start time of its supervisor. If two projects want the same name, the older one gets it. */
  readonly sinceMs: number;
}

/** A question to the supervisor of a service that does not serve. */
export interface EdgeQuestion {
  readonly service: string;
  /** The key of the known answer: wait until there is a new one. Null: answer at once. */
  readonly seen: string | null;
  /** Whether the service should serve but refuses connections. */
  readonly refused: boolean;
}

/** Why a service does not serve. */
export interface EdgeAnswer {
  readonly html: string;
  readonly json: string;
  /** Identifies the answer, without values that only grow with time. */
  readonly key: string;
  /** Whether the service is still starting. */
  readonly hopeful: boolean;
  readonly retryAfterS: number;
}

/** A name that an older project has. */
export interface TakenName {
  readonly host: string;
  /** The directory of that project. */
  readonly dir: string;
}

/** Messages to the thread of the edge. */
export type EdgeOrder =
  | { readonly type: 'edge-open'; readonly options: EdgeOptions; readonly routes: readonly EdgeRoute[] }
  | { readonly type: 'edge-routes'; readonly routes: readonly EdgeRoute[] }
  | { readonly type: 'edge-serves'; readonly host: string; readonly serves: boolean }
  | { readonly type: 'edge-answer'; readonly ask: number; readonly answer: EdgeAnswer };

/** Messages from the thread of the edge. */
export type EdgeReport =
  /** The names lead to services, through this process or another one (null), or a problem prevents that at present. */
  | { readonly type: 'edge-works'; readonly problem: string | null }
  | { readonly type: 'edge-ask'; readonly ask: number; readonly question: EdgeQuestion }
  /** Nobody waits for that answer any more. */
  | { readonly type: 'edge-over'; readonly ask: number }
  | { readonly type: 'edge-taken'; readonly taken: readonly TakenName[] };
