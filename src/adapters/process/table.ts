/**
 * The processes of all runs, found by their marker, however far they strayed: one table for all who ask. A process that
 * has carried the marker once carries it for good, whatever it does to its environment.
 */
export interface ProcessTable {
  /** A run has come to be. Who is in its group, or descends from its leader, counts as one of its members. */
  add(run: TableRun): void;
  /** Nothing of the run is left. */
  remove(marker: string): void;
  /** Runs that began before this table did are looked for as well. */
  includeOlder(): void;
  /** Takes notice of all that has begun since. In small slices, which leave the loop free in between. Never rejects. */
  refresh(): Promise<Scan>;
}

/** A run, by its leader. */
export interface TableRun {
  readonly pid: number;
  readonly marker: string;
}

/** The table at one moment. To be used in the turn in which it was got. */
export interface Scan {
  /** False when a process came or went unseen, so that a marked one may be missing. */
  readonly complete: boolean;
  /** Who lives and carries this marker; `sure`: and nobody else does. */
  survivors(marker: string): { readonly pids: readonly number[]; readonly sure: boolean };
  /** Everybody who lives and carries a marker. */
  all(): readonly MarkedProcess[];
  /** Who lives and belongs to a run: the marked, and members that have cleared their environment. */
  members(marker: string): readonly Member[];
  /**
   * Whether somebody in a group is really alive. Zombies stay in their group until their parent looks at them, and
   * where process 1 does not (many containers), that is for ever. Costs a look at every process on the machine.
   */
  groupLives(pgid: number): boolean;
}

/** A living process that carries a marker. */
export interface MarkedProcess {
  readonly pid: number;
  /** The value of the marker. */
  readonly marker: string;
}

/** A living process of a run. */
export interface Member {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  /** One letter, as `ps` has it: `S`, `R`, `T` (suspended) … */
  readonly state: string;
  readonly memoryBytes: number;
  /** Processor time so far: its own, and that of the children that it has waited for. */
  readonly cpuMs: number;
  readonly ageMs: number;
}
