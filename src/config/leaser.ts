/** Ports that are asked for. */
export interface LeaseRequest {
  /** The project directory, without links. */
  readonly dir: string;
  /** See `LoadOptions.beside`; null for the ordinary run of the checkout. */
  readonly beside: string | null;
  /** The first and the last port that may be given. */
  readonly range: readonly [from: number, to: number];
  /** A key for each port, unique in the project. */
  readonly wanted: readonly string[];
  /** Ports that the project has by its files. */
  readonly fixed: ReadonlySet<number>;
}

/** A lease that was given up: somebody else holds its port. */
export interface MovedLease {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Who holds it, for people. */
  readonly holder: string;
}

/** A port for each key, or why there are none, for people. */
export type Leases =
  | { readonly ok: true; readonly ports: ReadonlyMap<string, number>; readonly moved: readonly MovedLease[] }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Gives ports that nobody else has, the same for the same request at every time. */
export type PortLeaser = (request: LeaseRequest) => Promise<Leases>;
