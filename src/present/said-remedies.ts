import type { SaidTrouble } from '../core/said-trouble.ts';

type Of<T extends SaidTrouble['type']> = Extract<SaidTrouble, { readonly type: T }>;

const REMEDIES: { readonly [T in SaidTrouble['type']]: (trouble: Of<T>) => readonly string[] } = {
  'variable-missing': ({ variable, example }) =>
    example === null
      ? [`set ${variable} in .env, or in env of the service`]
      : [`cp ${example} .env (it has ${variable}), or set ${variable} in env of the service`],
  'rule-missing': ({ tool, near }) =>
    near === null ? ['correct its name in exec'] : [`did you mean "${near}"? (${tool} ${near})`],
  'workspace-missing': ({ near }) =>
    near === null
      ? ['correct its name in exec, or add it to "workspaces" in package.json']
      : [`did you mean "${near}"?`],
  'peer-refused': ({ port, service, required }) => {
    if (service === null) return [`start what listens on port ${port}, or correct the address in its config`];
    return required
      ? [`give ${service} a health check, so that it counts as ready only when it listens`]
      : [`let it wait for ${service}: requires = ["${service}"]`];
  },
  'host-unknown': ({ host, service }) =>
    service
      ? [`services run on this machine: use localhost instead of ${host}`]
      : ['correct the host name in its config; is the network up?'],
  'database-missing': ({ name }) => [`create it: createdb ${name}`],
  'role-missing': ({ name }) => [`create it: createuser --createdb ${name}; or name another user in the address`],
  'migrations-pending': ({ command }) => [
    `run: ${command}; or let zdev run it: add a service with oneshot = true, and require it`,
  ],
  'wrong-version': ({ what, wanted }) => [
    `install ${what}${wanted === null ? ' in that version' : ` ${wanted}`} and add it to PATH (a version manager does this in the shell that starts zdev)`,
  ],
  'built-for-another': ({ command }) => [command],
  'lock-refused': ({ command }) => [`${command} makes it`],
  'login-refused': () => ['correct user and password in its address (often DATABASE_URL or the like in .env)'],
  'table-missing': () => [
    'run the migrations first; or let zdev run them: add a service with oneshot = true, and require it here',
  ],
  'data-of-another': ({ made }) => [
    `run version ${made}, or convert the data (pg_upgrade). If you can lose the data, use a new data directory`,
  ],
  'heap-full': ({ remedy }) => [`give it more memory: env = { ${remedy} }`],
  'module-kind': ({ is }) => [
    is === 'module'
      ? 'write "type": "module" in package.json, or name the file .mjs'
      : 'name the file .cjs, or remove "type": "module" from package.json',
  ],
  'shell-words': ({ bash }) => [
    bash
      ? 'write it for sh, or run it with bash: exec = "bash FILE", or exec = "bash -c \'…\'"'
      : 'look for a quote or a bracket that is not closed',
  ],
  'read-only': () => ['use a writable place, or mount it as writable'],
  'old-openssl': () => ['update them; until then: env = { NODE_OPTIONS = "--openssl-legacy-provider" }'],
  'runs-no-typescript': () => ['run it with tsx (npm install --save-dev tsx), or build it first'],
  forbidden: ({ path }) => [`see ls -l ${path}: change its permissions, or use another place`],
  'port-forbidden': ({ port }) => [`use a port from 1024 on, such as ${8000 + (port % 1000)}`],
  'stale-pid-file': ({ path }) => [`end the other process. If there is none: rm ${path}`],
  asks: () => ['answer it once with zdev run NAME, or add an option that answers (--yes, --force)'],
  'disk-full': () => ['free some space: df -h shows where it is missing'],
  'too-many-watches': () => [
    'raise the limit: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024',
  ],
  'too-many-files': () => ['raise the limit: ulimit -n 65536, in the shell that starts zdev'],
  'engine-down': () => ['start it: sudo systemctl start docker, or Docker Desktop, colima start, podman machine start'],
  'engine-forbidden': () => ['join its group: sudo usermod -aG docker $USER, then log in again'],
  'is-root': () => ['start zdev as another user'],
};

/** What the user can do about a trouble that the run reported itself, one line each. */
export function saidRemedies(trouble: SaidTrouble): string[] {
  return [...(REMEDIES[trouble.type] as (trouble: SaidTrouble) => readonly string[])(trouble)];
}
