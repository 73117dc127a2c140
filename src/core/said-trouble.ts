/**
 * Troubles that a failed run reports itself and that people know how to fix. `src/present/said-trouble.ts` has the
 * words.
 */
export type SaidTrouble =
  /**
   * An environment variable is not set. `example` is a file beside it that contains the variable, such as
   * `.env.example`.
   */
  | { readonly type: 'variable-missing'; readonly variable: string; readonly example: string | null }
  /** make, just, task, rake … have no such target. `near` is a similar target that exists. */
  | { readonly type: 'rule-missing'; readonly tool: string; readonly rule: string; readonly near: string | null }
  | { readonly type: 'workspace-missing'; readonly workspace: string; readonly near: string | null }
  /**
   * A connection of the run was refused. `service` is the service of the project with that port. `required` says
   * whether the run waits for that service.
   */
  | {
      readonly type: 'peer-refused';
      readonly port: number;
      readonly service: string | null;
      readonly required: boolean;
    }
  /** No machine has this name. `service` says whether a service of the project has it. */
  | { readonly type: 'host-unknown'; readonly host: string; readonly service: boolean }
  | { readonly type: 'database-missing' | 'role-missing'; readonly name: string }
  | { readonly type: 'migrations-pending'; readonly command: string }
  /** The lock file is missing (`missing`) or does not fit. `command` writes it anew. */
  | { readonly type: 'lock-refused'; readonly file: string; readonly missing: boolean; readonly command: string }
  /** A database refuses the login. `user` is null if the output names none. */
  | { readonly type: 'login-refused'; readonly user: string | null }
  | { readonly type: 'table-missing'; readonly name: string }
  /** Another version of the database wrote its files. */
  | { readonly type: 'data-of-another'; readonly made: string; readonly runs: string }
  /** The heap of the language runtime is full. `remedy` is the variable that makes it larger. */
  | { readonly type: 'heap-full'; readonly remedy: string }
  /** A JavaScript file is one kind of module, but runs as the other. */
  | { readonly type: 'module-kind'; readonly is: 'module' | 'commonjs' }
  /** The shell cannot read the command or a script. `bash` says whether bash could. */
  | { readonly type: 'shell-words'; readonly bash: boolean }
  | { readonly type: 'read-only'; readonly path: string }
  /** The service needs another version of a language than the one that runs. */
  | {
      readonly type: 'wrong-version';
      readonly what: string;
      readonly wanted: string | null;
      readonly found: string | null;
    }
  /** A package contains a part that was built for another machine or language version. `command` builds it anew. */
  | { readonly type: 'built-for-another'; readonly command: string }
  | { readonly type: 'forbidden'; readonly path: string }
  /** Only root may listen on this port. */
  | { readonly type: 'port-forbidden'; readonly port: number }
  /** A pid file says that the program already runs, or that it did not end in order. */
  | { readonly type: 'stale-pid-file'; readonly path: string }
  | { readonly type: PlainTrouble };

/** Troubles without further details. `asks`: the run asked a question that nobody can answer. */
export type PlainTrouble =
  | 'asks'
  | 'disk-full'
  | 'too-many-watches'
  | 'too-many-files'
  | 'engine-down'
  | 'engine-forbidden'
  | 'is-root'
  | 'old-openssl'
  | 'runs-no-typescript';
