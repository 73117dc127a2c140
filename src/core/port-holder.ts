/** Who listens on a port that a service wants. Pid and command are null where the system does not tell. */
export interface PortHolder {
  readonly pid: number | null;
  readonly command: string | null;
  /** Set when it is a process of a service that zdev runs. */
  readonly owner?: PortOwner;
}

/** A service of a zdev project, by the marker of its processes. */
export interface PortOwner {
  readonly service: string;
  /** The directory of its project; null for this project, and for one that is not known any more. */
  readonly dir: string | null;
  readonly sameProject: boolean;
}
