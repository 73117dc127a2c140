import type { ExternalSpec } from './service.ts';

/** The state that another project reports for one of its services. */
export type Seen =
  /** Nobody has answered yet. */
  | { readonly is: 'unknown' }
  /** The other project is not running. */
  | { readonly is: 'down' }
  /** The other project runs, but has no service of this name. */
  | { readonly is: 'missing' }
  | {
      readonly is: 'there';
      readonly state: 'inactive' | 'blocked' | 'starting' | 'running' | 'stopping' | 'exited' | 'failed';
      readonly ready: boolean;
      /** Identifies its last run among all runs. */
      readonly life: string;
      /** The services of other projects that it waits for in turn. Ends with the first service of this project. */
      readonly path: readonly PathStep[];
      /** The service of this project that it waits for; null if it waits for none. */
      readonly back: string | null;
    };

/** A service on the way through other projects. */
export interface PathStep {
  readonly dir: string;
  readonly service: string;
}

/** A service of another project that is not ready, and what is known about it. */
export interface ExternalBlocker extends ExternalSpec {
  readonly type: 'external';
  readonly seen: Seen;
}
