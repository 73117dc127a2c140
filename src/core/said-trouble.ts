/** What a failed run says of itself that people know how to mend. `src/present/said-trouble.ts` has the words. */
export type SaidTrouble =
  /** An environment variable that is not set. `example` is a file beside it that has it, such as `.env.example`. */
  | { readonly type: 'variable-missing'; readonly variable: string; readonly example: string | null }
  /** make, just, task, rake … have no such target; `near` is one that they have. */
  | { readonly type: 'rule-missing'; readonly tool: string; readonly rule: string; readonly near: string | null }
  | { readonly type: 'workspace-missing'; readonly workspace: string; readonly near: string | null }
  /** Nobody took its connection. `service` is the service of the project that has the port; `required`: and is waited for. */
  | {
      readonly type: 'peer-refused';
      readonly port: number;
      readonly service: string | null;
      readonly required: boolean;
    }
  /** A name that no machine has. `service`: a service of the project is called so. */
  | { readonly type: 'host-unknown'; readonly host: string; readonly service: boolean }
  | { readonly type: 'database-missing' | 'role-missing'; readonly name: string }
  | { readonly type: 'migrations-pending'; readonly command: string }
  /** `missing`: there is none; else it does not fit what is wanted. `command` makes it anew. */
  | { readonly type: 'lock-refused'; readonly file: string; readonly missing: boolean; readonly command: string }
  /** A database does not let it in. `user` is null where none is named. */
  | { readonly type: 'login-refused'; readonly user: string | null }
  | { readonly type: 'table-missing'; readonly name: string }
  /** The files of a database were made by another version of it. */
  | { readonly type: 'data-of-another'; readonly made: string; readonly runs: string }
  /** The memory that a language gives itself is used up. `remedy` is the variable that gives it more. */
  | { readonly type: 'heap-full'; readonly remedy: string }
  /** A JavaScript file is one kind of module, and is run as the other. */
  | { readonly type: 'module-kind'; readonly is: 'module' | 'commonjs' }
  /** The shell cannot read the command, or a script; `bash`: bash could. */
  | { readonly type: 'shell-words'; readonly bash: boolean }
  | { readonly type: 'read-only'; readonly path: string }
  /** Another version of a language is wanted than the one that runs. */
  | {
      readonly type: 'wrong-version';
      readonly what: string;
      readonly wanted: string | null;
      readonly found: string | null;
    }
  /** A package with a part for another machine or another version of its language. `command` makes it anew. */
  | { readonly type: 'built-for-another'; readonly command: string }
  | { readonly type: 'forbidden'; readonly path: string }
  /** A port that only root may listen on. */
  | { readonly type: 'port-forbidden'; readonly port: number }
  /** A file says that it runs already, or did not end in order. */
  | { readonly type: 'stale-pid-file'; readonly path: string }
  | { readonly type: PlainTrouble };

/** Those of which nothing more is known. `asks`: it asked something, and nobody can answer. */
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
