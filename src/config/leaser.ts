/** A request for ports. */
export interface LeaseRequest {
  /** The project directory, without symbolic links. */
  readonly dir: string;
  /** See `LoadOptions.beside`; null for the ordinary run of the checkout. */
  readonly beside: string | null;
  /** The first and the last allowed port. */
  readonly range: readonly [from: number, to: number];
  /** A key for each port, unique in the project. */
  readonly wanted: readonly string[];
  /** The fixed ports in the files of the project. */
  readonly fixed: ReadonlySet<number>;
}

/** A lease that was given up because another process holds its port. */
export interface MovedLease {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** The holder, described for people. */
  readonly holder: string;
}

/** A port for each key, or the reason why there are none, for people. */
export type Leases =
  | { readonly ok: true; readonly ports: ReadonlyMap<string, number>; readonly moved: readonly MovedLease[] }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Leases ports that no other project has. The same request always gets the same ports. */
export type PortLeaser = (request: LeaseRequest) => Promise<Leases>;
