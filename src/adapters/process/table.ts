/**
 * The processes of all runs, found by their marker, however far they have strayed. All callers share one table. A
 * process that once had the marker keeps it, whatever it does to its environment.
 */
export interface ProcessTable {
  /** Adds a run. The processes in its group, and the descendants of its leader, count as its members. */
  add(run: TableRun): void;
  /** Nothing of the run is left. */
  remove(marker: string): void;
  /** Also finds runs that began before this table did. */
  includeOlder(): void;
  /**
   * Finds all processes that have begun since. Works in small slices, which leave the loop free in between. Never
   * rejects.
   */
  refresh(): Promise<Scan>;
}

/** A run, identified by its leader. */
export interface TableRun {
  readonly pid: number;
  readonly marker: string;
}

/** The table at one moment. Use it only in the turn in which it was received. */
export interface Scan {
  /** False if a process came or went unseen, so that a marked one may be missing. */
  readonly complete: boolean;
  /** The living processes with this marker. `sure`: there are no others. */
  survivors(marker: string): { readonly pids: readonly number[]; readonly sure: boolean };
  /** All living processes with a marker. */
  all(): readonly MarkedProcess[];
  /** The living processes of a run: the marked ones, and members that have cleared their environment. */
  members(marker: string): readonly Member[];
  /**
   * Whether a process in a group is really alive. Zombies stay in their group until their parent reaps them, and a
   * process 1 that never does (in many containers) keeps them for ever. Costs a look at every process on the machine.
   */
  groupLives(pgid: number): boolean;
}

/** A living process with a marker. */
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
  /** One letter, as in `ps`: `S`, `R`, `T` (suspended) … */
  readonly state: string;
  readonly memoryBytes: number;
  /** Processor time so far, of the process and of the children that it has waited for. */
  readonly cpuMs: number;
  readonly ageMs: number;
}
