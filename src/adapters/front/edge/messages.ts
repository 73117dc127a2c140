/** Where a name leads. */
export interface EdgeRoute {
  /** `web.shop.localhost`. */
  readonly host: string;
  readonly service: string;
  /** On a loopback address. */
  readonly port: number;
  /** The service is ready, or somebody before it holds connections until it is. */
  readonly serves: boolean;
}

/** What the edge of a project is opened with. */
export interface EdgeOptions {
  readonly port: number;
  /** The private socket of whoever holds the port; null: there can be none. */
  readonly socket: string | null;
  /** The project directory. */
  readonly dir: string;
  /** When its supervisor was started: of two projects that want one name, the older one has it. */
  readonly sinceMs: number;
}

/** A question to the supervisor of a service that does not serve. */
export interface EdgeQuestion {
  readonly service: string;
  /** The key of what is known already: it is answered when there is something new. Null: it is answered at once. */
  readonly seen: string | null;
  /** It should serve, and refuses connections. */
  readonly refused: boolean;
}

/** Why a service does not serve. */
export interface EdgeAnswer {
  readonly html: string;
  readonly json: string;
  /** Stands for all of that, without what only grows with time. */
  readonly key: string;
  /** It is on its way. */
  readonly hopeful: boolean;
  readonly retryAfterS: number;
}

/** A name that an older project has. */
export interface TakenName {
  readonly host: string;
  /** The directory of that project. */
  readonly dir: string;
}

/** To the thread of the edge. */
export type EdgeOrder =
  | { readonly type: 'edge-open'; readonly options: EdgeOptions; readonly routes: readonly EdgeRoute[] }
  | { readonly type: 'edge-routes'; readonly routes: readonly EdgeRoute[] }
  | { readonly type: 'edge-serves'; readonly host: string; readonly serves: boolean }
  | { readonly type: 'edge-answer'; readonly ask: number; readonly answer: EdgeAnswer };

/** From the thread of the edge. */
export type EdgeReport =
  /** The names lead somewhere, by this process or another; or why they do not, as long as that is so. */
  | { readonly type: 'edge-works'; readonly problem: string | null }
  | { readonly type: 'edge-ask'; readonly ask: number; readonly question: EdgeQuestion }
  /** Nobody waits for that answer any more. */
  | { readonly type: 'edge-over'; readonly ask: number }
  | { readonly type: 'edge-taken'; readonly taken: readonly TakenName[] };
