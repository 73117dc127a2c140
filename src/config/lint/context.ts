import type { ProcessSpec, ServiceSpec } from '../../core/service.ts';
import type { Disk } from '../disk.ts';
import type { Finding, KeyPath, Place } from '../finding.ts';
import type { DefaultsTable } from '../keys.ts';

/** What a lint may look at: a project without errors. */
export interface LintContext {
  readonly services: readonly ServiceSpec[];
  /** The project directory. */
  readonly dir: string;
  readonly defaults: DefaultsTable;
  /** The project's env files, and their variables. */
  readonly envFiles: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where an env file gives a variable its value. */
  readonly placeOfEnv: (name: string) => Place | null;
  /** Names of the services that a Procfile gives. */
  readonly ofProcfile: ReadonlySet<string>;
  /** The caller's `PATH`. */
  readonly path: string | undefined;
  /** Every port is a leased one. */
  readonly isolated: boolean;
  /** The service that has a port by the files. */
  readonly writtenPorts: ReadonlyMap<number, string>;
  /** The variables of a service as they are written. */
  readonly envOf: (name: string) => Readonly<Record<string, string>>;
  readonly disk: Disk;
  /** Where a key of a service is, or the line of a Procfile that makes it. */
  readonly place: (name: string, path: KeyPath, part?: 'key' | 'value') => Place | null;
  /** Where a watched path of a service is. */
  readonly placeOfWatch: (name: string, index: number) => Place | null;
  /** Where a key outside of services is. */
  readonly placeOutside: (path: KeyPath) => Place;
  /** Where a name in one of the lists of a service is. */
  readonly placeOfEdge: (name: string, list: 'requires' | 'ended' | 'conflicts', to: string) => Place | null;
}

/** Looks for one kind of likely mistake. Never an error. */
export type Lint = (context: LintContext) => Finding[];

/** The services with a process. */
export function processes({ services }: LintContext): ProcessSpec[] {
  return services.filter((service): service is ProcessSpec => service.kind !== 'target');
}
