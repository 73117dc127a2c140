import type { SaidTrouble } from '../core/said-trouble.ts';

type Of<T extends SaidTrouble['type']> = Extract<SaidTrouble, { readonly type: T }>;

/**
 * The texts for each trouble. The advice is in another file (`said-remedies.ts`), because lists of services do not need
 * it.
 */
const TEXTS: { readonly [T in SaidTrouble['type']]: (trouble: Of<T>) => string } = {
  'variable-missing': ({ variable }) => `environment variable ${variable} is not set`,
  'rule-missing': ({ tool, rule }) => `${tool} has no target "${rule}"`,
  'workspace-missing': ({ workspace }) => `there is no workspace "${workspace}"`,
  'peer-refused': ({ port, service }) =>
    service === null
      ? `no process listens on port ${port}`
      : `no process listened on port ${port}, the port of ${service}`,
  'host-unknown': ({ host }) => `no host is called "${host}"`,
  'database-missing': ({ name }) => `database "${name}" does not exist`,
  'role-missing': ({ name }) => `the database has no user "${name}"`,
  'migrations-pending': () => 'the database lacks migrations',
  'wrong-version': ({ what, wanted, found }) =>
    `it needs another version of ${what}${wanted === null ? '' : `: ${wanted}`}${found === null ? '' : `, not ${found}`}`,
  'built-for-another': () => 'a package was built for another machine or version',
  'lock-refused': ({ file, missing }) =>
    missing ? `there is no ${file}` : `${file} does not match what the project needs`,
  'login-refused': ({ user }) =>
    user === null ? 'the database requires a password' : `the database does not accept user "${user}"`,
  'table-missing': ({ name }) => `the database has no table "${name}"`,
  'data-of-another': ({ made, runs }) =>
    `the data comes from version ${made} of the database, and this is version ${runs}`,
  'heap-full': () => 'its heap is full',
  'module-kind': ({ is }) =>
    is === 'module'
      ? 'the file uses import and export, but runs as CommonJS'
      : 'the file uses require or module.exports, but runs as an ES module',
  'shell-words': ({ bash }) => (bash ? 'it is written for bash, but runs in /bin/sh' : 'the shell cannot read it'),
  'read-only': ({ path }) => `${path} is on a read-only file system`,
  'old-openssl': () => 'its packages are too old for this version of Node.js: they need OpenSSL 1',
  'runs-no-typescript': () => 'this version of Node.js does not run TypeScript',
  forbidden: ({ path }) => `no permission for ${path}`,
  'port-forbidden': ({ port }) => `only root may listen on port ${port}`,
  'stale-pid-file': ({ path }) => `${path} says that it already runs`,
  asks: () => 'it asks a question that nobody can answer',
  'disk-full': () => 'the disk is full',
  'too-many-watches': () => 'the system allows no more watched files',
  'too-many-files': () => 'too many open files',
  'engine-down': () => 'the container engine does not run',
  'engine-forbidden': () => 'no permission to talk to the container engine',
  'is-root': () => 'it refuses to run as root',
};

/** Whether the run itself reported a trouble. */
export function isSaid(trouble: { readonly type: string }): trouble is SaidTrouble {
  return Object.hasOwn(TEXTS, trouble.type);
}

/** The text for a trouble: `environment variable DATABASE_URL is not set`. */
export function saidText(trouble: SaidTrouble): string {
  return (TEXTS[trouble.type] as (trouble: SaidTrouble) => string)(trouble);
}
