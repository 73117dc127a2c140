import type { SaidTrouble } from '../core/said-trouble.ts';

type Of<T extends SaidTrouble['type']> = Extract<SaidTrouble, { readonly type: T }>;

/** What is the matter. What can be done about it stands apart (`said-remedies.ts`): lists of services do not load that. */
const TEXTS: { readonly [T in SaidTrouble['type']]: (trouble: Of<T>) => string } = {
  'variable-missing': ({ variable }) => `environment variable ${variable} is not set`,
  'rule-missing': ({ tool, rule }) => `${tool} has no target "${rule}"`,
  'workspace-missing': ({ workspace }) => `there is no workspace "${workspace}"`,
  'peer-refused': ({ port, service }) =>
    service === null ? `nobody listens on port ${port}` : `nobody listened on port ${port}, the port of ${service}`,
  'host-unknown': ({ host }) => `no machine is called "${host}"`,
  'database-missing': ({ name }) => `database "${name}" does not exist`,
  'role-missing': ({ name }) => `the database has no user "${name}"`,
  'migrations-pending': () => 'the database lacks migrations',
  'wrong-version': ({ what, wanted, found }) =>
    `it wants another version of ${what}${wanted === null ? '' : `: ${wanted}`}${found === null ? '' : `, not ${found}`}`,
  'built-for-another': () => 'a package was built for another machine or version',
  'lock-refused': ({ file, missing }) =>
    missing ? `there is no ${file}` : `${file} does not fit what the project wants`,
  'login-refused': ({ user }) =>
    user === null ? 'the database wants a password' : `the database does not let user "${user}" in`,
  'table-missing': ({ name }) => `the database has no table "${name}"`,
  'data-of-another': ({ made, runs }) =>
    `the data was made by version ${made} of the database, and this is version ${runs}`,
  'heap-full': () => 'its heap is full: it may not take more memory',
  'module-kind': ({ is }) =>
    is === 'module'
      ? 'the file has import and export, and is run as CommonJS'
      : 'the file has require or module.exports, and is run as an ES module',
  'shell-words': ({ bash }) => (bash ? 'that is bash, and it is run by /bin/sh' : 'the shell cannot read it'),
  'read-only': ({ path }) => `${path} lies on a file system that is read-only`,
  'old-openssl': () => 'its packages are too old for this version of Node.js: they want OpenSSL 1',
  'runs-no-typescript': () => 'node does not run TypeScript by itself here',
  forbidden: ({ path }) => `no permission for ${path}`,
  'port-forbidden': ({ port }) => `only root may listen on port ${port}`,
  'stale-pid-file': ({ path }) => `${path} says that it runs already`,
  asks: () => 'it asks something, and nobody can answer',
  'disk-full': () => 'the disk is full',
  'too-many-watches': () => 'the system allows no more watched files',
  'too-many-files': () => 'too many open files',
  'engine-down': () => 'the container engine does not run',
  'engine-forbidden': () => 'no permission to talk to the container engine',
  'is-root': () => 'it refuses to run as root',
};

/** Whether a trouble is one that its run has said. */
export function isSaid(trouble: { readonly type: string }): trouble is SaidTrouble {
  return Object.hasOwn(TEXTS, trouble.type);
}

/** What is the matter: `environment variable DATABASE_URL is not set`. */
export function saidText(trouble: SaidTrouble): string {
  return (TEXTS[trouble.type] as (trouble: SaidTrouble) => string)(trouble);
}
