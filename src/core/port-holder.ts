/** Who has a port that a service wants. Pid and command are null where the system does not tell. */
export interface PortHolder {
  readonly pid: number | null;
  readonly command: string | null;
  /** Nobody listens: the system gave the port to one end of a connection, and it is free when that is over. */
  readonly connection?: true;
  /** Set when it is a process of a service that zdev runs. */
  readonly owner?: PortOwner;
}

/** A service of a zdev project; or `zdev`, where that listens for one. */
export interface PortOwner {
  readonly service: string;
  /** The directory of its project; null for this project, and for one that is not known any more. */
  readonly dir: string | null;
  readonly sameProject: boolean;
  /** Set where its project lies in another checkout of the same repository. `branch` is null where git does not say. */
  readonly otherCheckout?: { readonly branch: string | null };
}

/** Programs that hold a port for a container, and pass its connections on. */
const FORWARDERS =
  /^(?:docker-proxy|rootlessport|rootlesskit|slirp4netns|pasta|conmon|com\.docker|vpnkit|limactl|colima|OrbStack|gvproxy|ssh-forward)/;

/** Whether a program holds ports for containers. `command` is its name, or its command line. */
export function isForwarder(command: string): boolean {
  const [program = ''] = command.split(' ');
  return FORWARDERS.test(program.slice(program.lastIndexOf('/') + 1));
}
