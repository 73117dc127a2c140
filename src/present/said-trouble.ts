import type { SaidTrouble } from '../core/said-trouble.ts';

type Of<T extends SaidTrouble['type']> = Extract<SaidTrouble, { readonly type: T }>;

/** The words for one kind: what is the matter, and what can be done about it. */
interface Words<T extends SaidTrouble['type']> {
  readonly text: (trouble: Of<T>) => string;
  readonly remedies: (trouble: Of<T>) => readonly string[];
}

const WORDS: { readonly [T in SaidTrouble['type']]: Words<T> } = {
  'variable-missing': {
    text: ({ variable }) => `environment variable ${variable} is not set`,
    remedies: ({ variable, example }) =>
      example === null
        ? [`set ${variable} in .env, or in env of the service`]
        : [`cp ${example} .env (it has ${variable}), or set ${variable} in env of the service`],
  },
  'rule-missing': {
    text: ({ tool, rule }) => `${tool} has no target "${rule}"`,
    remedies: ({ tool, near }) =>
      near === null ? ['correct its name in exec'] : [`did you mean "${near}"? (${tool} ${near})`],
  },
  'workspace-missing': {
    text: ({ workspace }) => `there is no workspace "${workspace}"`,
    remedies: ({ near }) =>
      near === null
        ? ['correct its name in exec, or add it to "workspaces" in package.json']
        : [`did you mean "${near}"?`],
  },
  'peer-refused': {
    text: ({ port, service }) =>
      service === null ? `nobody listens on port ${port}` : `nobody listened on port ${port}, the port of ${service}`,
    remedies: ({ port, service, required }) => {
      if (service === null) return [`start what listens on port ${port}, or correct the address in its config`];
      return required
        ? [`give ${service} a health check, so that it counts as ready only when it listens`]
        : [`let it wait for ${service}: requires = ["${service}"]`];
    },
  },
  'host-unknown': {
    text: ({ host }) => `no machine is called "${host}"`,
    remedies: ({ host, service }) =>
      service
        ? [`services run on this machine: use localhost in place of ${host}`]
        : ['correct the host name in its config; is the network there?'],
  },
  'database-missing': {
    text: ({ name }) => `database "${name}" does not exist`,
    remedies: ({ name }) => [`create it: createdb ${name}`],
  },
  'role-missing': {
    text: ({ name }) => `the database has no user "${name}"`,
    remedies: ({ name }) => [`create it: createuser --createdb ${name}; or name another user in the address`],
  },
  'migrations-pending': {
    text: () => 'the database lacks migrations',
    remedies: ({ command }) => [`run: ${command}; or let zdev do it: a service with oneshot = true that is required`],
  },
  'wrong-version': {
    text: ({ what, wanted, found }) =>
      `it wants another version of ${what}${wanted === null ? '' : `: ${wanted}`}${found === null ? '' : `, not ${found}`}`,
    remedies: ({ what, wanted }) => [
      `install ${what}${wanted === null ? ' in that version' : ` ${wanted}`} and let PATH find it (a version manager does so in the shell that starts zdev)`,
    ],
  },
  'built-for-another': {
    text: () => 'a package was built for another machine or version',
    remedies: ({ command }) => [command],
  },
  'lock-refused': {
    text: ({ file, missing }) => (missing ? `there is no ${file}` : `${file} does not fit what the project wants`),
    remedies: ({ command }) => [`${command} makes it`],
  },
  'login-refused': {
    text: ({ user }) =>
      user === null ? 'the database wants a password' : `the database does not let user "${user}" in`,
    remedies: () => ['correct user and password in its address (often DATABASE_URL or the like in .env)'],
  },
  'table-missing': {
    text: ({ name }) => `the database has no table "${name}"`,
    remedies: () => [
      'run the migrations first; to have zdev do it: a service with oneshot = true, in requires of this one',
    ],
  },
  'data-of-another': {
    text: ({ made, runs }) => `the data was made by version ${made} of the database, and this is version ${runs}`,
    remedies: ({ made }) => [
      `run version ${made}, or take the data over (pg_upgrade); data that may be lost: a new data directory`,
    ],
  },
  'heap-full': {
    text: () => 'its heap is full: it may not take more memory',
    remedies: ({ remedy }) => [`give it more: env = { ${remedy} }`],
  },
  'module-kind': {
    text: ({ is }) =>
      is === 'module'
        ? 'the file has import and export, and is run as CommonJS'
        : 'the file has require or module.exports, and is run as an ES module',
    remedies: ({ is }) => [
      is === 'module'
        ? 'write "type": "module" in package.json, or name the file .mjs'
        : 'name the file .cjs, or take "type": "module" out of package.json',
    ],
  },
  'shell-words': {
    text: ({ bash }) => (bash ? 'that is bash, and it is run by /bin/sh' : 'the shell cannot read it'),
    remedies: ({ bash }) => [
      bash
        ? 'write it for sh, or let bash run it: exec = "bash FILE", or exec = "bash -c \'…\'"'
        : 'look for a quote or a bracket that is not closed',
    ],
  },
  'read-only': {
    text: ({ path }) => `${path} lies on a file system that is read-only`,
    remedies: () => ['name a place that may be written, or mount it with the right to write'],
  },
  'old-openssl': {
    text: () => 'its packages are too old for this version of Node.js: they want OpenSSL 1',
    remedies: () => ['update them; until then: env = { NODE_OPTIONS = "--openssl-legacy-provider" }'],
  },
  'runs-no-typescript': {
    text: () => 'node does not run TypeScript by itself here',
    remedies: () => ['run it with tsx (npm install --save-dev tsx), or build it first'],
  },
  forbidden: {
    text: ({ path }) => `no permission for ${path}`,
    remedies: ({ path }) => [`look at ls -l ${path}: give yourself the right to it, or name another place`],
  },
  'port-forbidden': {
    text: ({ port }) => `only root may listen on port ${port}`,
    remedies: ({ port }) => [`use a port from 1024 on, such as ${8000 + (port % 1000)}`],
  },
  'stale-pid-file': {
    text: ({ path }) => `${path} says that it runs already`,
    remedies: ({ path }) => [`end the other one; if there is none: rm ${path}`],
  },
  asks: {
    text: () => 'it asks something, and nobody can answer',
    remedies: () => [
      'answer it by hand once with zdev run NAME, or give the command the option that answers (--yes, --force)',
    ],
  },
  'disk-full': { text: () => 'the disk is full', remedies: () => ['make room: df -h shows where it lacks'] },
  'too-many-watches': {
    text: () => 'the system allows no more watched files',
    remedies: () => [
      'raise the limit: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024',
    ],
  },
  'too-many-files': {
    text: () => 'too many open files',
    remedies: () => ['raise the limit: ulimit -n 65536, in the shell that starts zdev'],
  },
  'engine-down': {
    text: () => 'the container engine does not run',
    remedies: () => ['start it: sudo systemctl start docker, or Docker Desktop, colima start, podman machine start'],
  },
  'engine-forbidden': {
    text: () => 'no permission to talk to the container engine',
    remedies: () => ['become a member of its group: sudo usermod -aG docker $USER, then log in again'],
  },
  'is-root': { text: () => 'it refuses to run as root', remedies: () => ['start zdev as another user'] },
};

/** Whether a trouble is one that its run has said. */
export function isSaid(trouble: { readonly type: string }): trouble is SaidTrouble {
  return Object.hasOwn(WORDS, trouble.type);
}

/** What is the matter: `environment variable DATABASE_URL is not set`. */
export function saidText(trouble: SaidTrouble): string {
  return (WORDS[trouble.type] as Words<SaidTrouble['type']>).text(trouble as never);
}

/** What can be done about it, a line each. */
export function saidRemedies(trouble: SaidTrouble): string[] {
  return [...(WORDS[trouble.type] as Words<SaidTrouble['type']>).remedies(trouble as never)];
}
