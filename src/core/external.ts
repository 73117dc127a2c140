import type { ExternalSpec } from './service.ts';

/** What another project tells of one of its services. */
export type Seen =
  /** Nobody has answered yet. */
  | { readonly is: 'unknown' }
  /** The other project does not run. */
  | { readonly is: 'down' }
  /** The other project runs, and has no service of this name. */
  | { readonly is: 'missing' }
  | {
      readonly is: 'there';
      readonly state: 'inactive' | 'blocked' | 'starting' | 'running' | 'stopping' | 'exited' | 'failed';
      readonly ready: boolean;
      /** Names its last run among all. */
      readonly life: string;
      /** What it waits for in other projects in turn; ends with the first service of this project. */
      readonly path: readonly PathStep[];
      /** The service of this project that it waits for; null when it waits for none. */
      readonly back: string | null;
    };

/** A service on the way through other projects. */
export interface PathStep {
  readonly dir: string;
  readonly service: string;
}

/** A service of another project that is not ready, and what is known of it. */
export interface ExternalBlocker extends ExternalSpec {
  readonly type: 'external';
  readonly seen: Seen;
}
