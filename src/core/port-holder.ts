/** The process that holds a port which a service wants. Pid and command are null if the system does not tell. */
export interface PortHolder {
  readonly pid: number | null;
  readonly command: string | null;
  /**
   * Nothing listens: the system gave the port to one end of a connection. The port is free when the connection ends.
   */
  readonly connection?: true;
  /** Set if the process belongs to a service that zdev runs. */
  readonly owner?: PortOwner;
}

/** A service of a zdev project, or `zdev` if zdev listens for one. */
export interface PortOwner {
  readonly service: string;
  /** The directory of its project; null for this project, and for a project that is no longer known. */
  readonly dir: string | null;
  readonly sameProject: boolean;
  /** Set if its project lies in another checkout of the same repository. `branch` is null if git does not say. */
  readonly otherCheckout?: { readonly branch: string | null };
}

/** Programs that hold a port for a container and forward its connections. */
const FORWARDERS =
  /^(?:docker-proxy|rootlessport|rootlesskit|slirp4netns|pasta|conmon|com\.docker|vpnkit|limactl|colima|OrbStack|gvproxy|ssh-forward)/;

/** Whether a program holds ports for containers. `command` is its name or its command line. */
export function isForwarder(command: string): boolean {
  const [program = ''] = command.split(' ');
  return FORWARDERS.test(program.slice(program.lastIndexOf('/') + 1));
}
