import type { ProcessSpec, ServiceSpec } from '../../core/service.ts';
import type { Disk } from '../disk.ts';
import type { Finding, KeyPath, Place } from '../finding.ts';
import type { DefaultsTable } from '../keys.ts';

/** The input of a lint: a project without errors. */
export interface LintContext {
  readonly services: readonly ServiceSpec[];
  /** The project directory. */
  readonly dir: string;
  readonly defaults: DefaultsTable;
  /** The project's env files, and their variables. */
  readonly envFiles: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The place where an env file sets a variable. */
  readonly placeOfEnv: (name: string) => Place | null;
  /** Names of the services from a Procfile. */
  readonly ofProcfile: ReadonlySet<string>;
  /** The caller's `PATH`. */
  readonly path: string | undefined;
  /** Whether every port is a leased one. */
  readonly isolated: boolean;
  /** The service that owns each port in the files. */
  readonly writtenPorts: ReadonlyMap<number, string>;
  /** The variables of a service as they are written. */
  readonly envOf: (name: string) => Readonly<Record<string, string>>;
  readonly disk: Disk;
  /** The place of a key of a service, or the line of its Procfile entry. */
  readonly place: (name: string, path: KeyPath, part?: 'key' | 'value') => Place | null;
  /** The place of a watched path of a service. */
  readonly placeOfWatch: (name: string, index: number) => Place | null;
  /** The place of a key outside of services. */
  readonly placeOutside: (path: KeyPath) => Place;
  /** The place of a name in one of the lists of a service. */
  readonly placeOfEdge: (name: string, list: 'requires' | 'ended' | 'conflicts', to: string) => Place | null;
}

/** Finds one kind of likely mistake, which is never an error. */
export type Lint = (context: LintContext) => Finding[];

/** The services with a process. */
export function processes({ services }: LintContext): ProcessSpec[] {
  return services.filter((service): service is ProcessSpec => service.kind !== 'target');
}
