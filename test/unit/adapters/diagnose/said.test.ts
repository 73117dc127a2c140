import { expect, test } from 'vitest';
import { remedyTexts } from '../../../../src/present/remedies.ts';
import { troubleText } from '../../../../src/present/trouble.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { look } from './rig.ts';

const services = [
  { name: 'db', port: 5432 },
  { name: 'api', port: 3000 },
];

/** What is said of a run that failed with this output: what is the matter, and what can be done. */
async function said(output: string | readonly string[], more: Partial<Parameters<typeof look>[2]> = {}, files = {}) {
  const failed = { command: 'node server.js', end: { code: 1, signal: null }, services, ...more };
  const { trouble, cannotStart } = await look(tempDir(), files, { ...failed, output: [output].flat() });
  expect(cannotStart).toBe(false);
  return trouble && [troubleText(trouble), ...remedyTexts(trouble)].join(' / ');
}

test.each<[string | string[], RegExp]>([
  // variables
  ['sh: 1: DATABASE_URL: parameter not set', /^environment variable DATABASE_URL is not set/],
  ['sh: line 1: DATABASE_URL: must be set', /DATABASE_URL is not set/],
  ["KeyError: 'SECRET_KEY'", /SECRET_KEY is not set/],
  ['KeyError: key not found: "REDIS_URL" (KeyError)', /REDIS_URL is not set/],
  ['Error: Missing required environment variable: STRIPE_KEY', /STRIPE_KEY is not set/],
  ['panic: environment variable API_TOKEN not set', /API_TOKEN is not set/],
  ['error: Environment variable not found: DATABASE_URL.', /DATABASE_URL is not set/],
  ['Error: JWT_SECRET is not defined', /JWT_SECRET is not set/],
  [['❌ Invalid environment variables: {', "  AUTH_SECRET: [ 'Required' ]", '}'], /AUTH_SECRET is not set/],
  [['Invalid env', '✖ Invalid input: expected string, received undefined', '  → at AUTH_SECRET'], /AUTH_SECRET is not/],
  [
    [
      'ValidationError: 1 validation error for Settings',
      'secret_key',
      '  Field required [type=missing, input_value={}]',
    ],
    /SECRET_KEY is not set/,
  ],
  // lock files
  [
    'npm error The `npm ci` command can only install with an existing package-lock.json or',
    /no package-lock.json \/ npm i/,
  ],
  [
    'npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
    /^package-lock.json does not match/,
  ],
  [' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', /^pnpm-lock.yaml does not match/],
  ['pyproject.toml changed significantly since poetry.lock was last generated.', /poetry lock/],
  ['error: the lock file /app/Cargo.lock needs to be updated but --locked was passed', /cargo update/],
  // what a language makes of itself
  [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    /NODE_OPTIONS = "--max-old-space/,
  ],
  ['Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', /JAVA_TOOL_OPTIONS/],
  ['SyntaxError: Cannot use import statement outside a module', /"type": "module"/],
  ['ReferenceError: require is not defined in ES module scope, you can use import instead', /\.cjs/],
  ['TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /app/a.ts', /tsx/],
  ["  code: 'ERR_OSSL_EVP_UNSUPPORTED'", /--openssl-legacy-provider/],
  ['/bin/sh: 1: [[: not found', /written for bash/],
  ['/bin/sh: 3: Bad substitution', /written for bash/],
  ['/bin/sh: 1: Syntax error: Unterminated quoted string', /the shell cannot read it \/ .*quote/],
  // databases
  ['error: password authentication failed for user "shop"', /does not accept user "shop"/],
  ["ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)", /does not accept user "root"/],
  ['ReplyError: NOAUTH Authentication required.', /requires a password/],
  ['error: relation "users" does not exist', /no table "users" \/ run the migrations/],
  ['sqlite3.OperationalError: no such table: users', /no table "users"/],
  [
    'DETAIL:  The data directory was initialized by PostgreSQL version 13, which is not compatible with this version 16.2.',
    /comes from version 13 .*version 16\.2/,
  ],
  ["OSError: [Errno 30] Read-only file system: '/data/cache'", /^\/data\/cache is on a read-only file system/],
  ["Error: EROFS: read-only file system, open '/data/cache'", /^\/data\/cache is on/],
  // places on the machine
  ['Error: ENOSPC: no space left on device, write', /^the disk is full/],
  ['Error: ENOSPC: System limit for number of file watchers reached, watch', /no more watched files.*max_user_watches/],
  ['accept tcp [::]:8080: accept4: too many open files', /^too many open files/],
  ['Error: listen EACCES: permission denied 0.0.0.0:80', /^only root may listen on port 80/],
  ['listen tcp :443: bind: permission denied', /^only root may listen on port 443/],
  ["PermissionError: [Errno 13] Permission denied: '/var/log/app.log'", /^no permission for \/var\/log\/app.log/],
  ["Error: EACCES: permission denied, open '/etc/shop.key'", /^no permission for \/etc\/shop.key/],
  ['A server is already running (pid: 7, file: /app/tmp/pids/server.pid).', /rm \/app\/tmp\/pids\/server.pid/],
  ['FATAL:  lock file "postmaster.pid" already exists', /rm postmaster.pid/],
  ['initdb: error: cannot be run as root', /^it refuses to run as root/],
  // others that it talks to
  ['Error: connect ECONNREFUSED 127.0.0.1:5432', /the port of db \/ let it wait for db: requires = \["db"\]/],
  ['dial tcp 127.0.0.1:6379: connect: connection refused', /^no process listens on port 6379/],
  ['connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused', /requires = \["db"\]/],
  ['Error: getaddrinfo ENOTFOUND db', /^no host is called "db" \/ services run on this machine: use localhost/],
  ['could not translate host name "pg.internal" to address', /no host is called "pg.internal"/],
  ['java.net.UnknownHostException: kafka', /no host is called "kafka"/],
  ['FATAL:  database "shop_development" does not exist', /createdb shop_development/],
  ['FATAL:  role "app" does not exist', /has no user "app"/],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    /^the container engine does not run/,
  ],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    /usermod -aG docker/,
  ],
  ['ActiveRecord::PendingMigrationError: Migrations are pending.', /db:migrate/],
  // versions
  [
    'error foo@1.0.0: The engine "node" is incompatible with this module. Expected version ">=30". Got "22.1.0"',
    /version of Node.js: >=30, not 22.1.0/,
  ],
  ['Your Ruby version is 3.0.0, but your Gemfile specified 3.2.0', /version of Ruby: 3.2.0, not 3.0.0/],
  ['go: go.mod requires go >= 1.30 (running go 1.22; GOTOOLCHAIN=local)', /version of Go: 1.30, not 1.22/],
  ["ERROR: Package 'x' requires a different Python: 3.8.1 not in '>=3.12'", /version of Python: >=3.12, not 3.8.1/],
  ['java.lang.UnsupportedClassVersionError: App has been compiled by a more recent version', /version of Java/],
  ['The module was compiled against a different Node.js version using', /npm rebuild/],
  // questions
  ['EOFError: EOF when reading a line', /^it asks a question that nobody can answer/],
  ['The database is not empty. Reset it? [y/N] ', /^it asks a question/],
])('%s', async (line, expected) => {
  const lines = [line].flat();
  expect(await said(lines.at(-1)?.endsWith('] ') ? lines : [...lines, '    at main (server.js:1:1)'])).toMatch(
    expected,
  );
});

test.each([
  'AUTH_SECRET: Required', // nothing speaks of variables
  'The migration says: relation to the users is undefined',
])('%s is nothing of the kind', async (line) => {
  expect(await said(line)).toBeNull();
});

test('a variable that the example of an env file has: copy it', async () => {
  const files = { '.env.example': 'A=1\nSECRET_KEY=change-me\n' };
  expect(await said("KeyError: 'SECRET_KEY'", {}, files)).toContain('cp .env.example .env');
  const both = { ...files, '.env': 'A=1\n' };
  expect(await said("KeyError: 'SECRET_KEY'", {}, both)).toContain('set SECRET_KEY in .env');
});

test('a target that make does not have, with the one that was meant; not one that is a file', async () => {
  const files = { Makefile: 'CC := cc\n\nall: dev\ndev: deps\n\tgo run .\ndeps:\n' };
  const output = "make: *** No rule to make target 'dve'.  Stop.";
  expect(await said(output, { command: 'make dve' }, files)).toBe(
    'make has no target "dve" / did you mean "dev"? (make dev)',
  );
  expect(
    await said("make: *** No rule to make target 'main.o', needed by 'all'.  Stop.", { command: 'make all' }),
  ).toBeNull();
});

test('a workspace that there is not', async () => {
  const files = { 'apps/web/package.json': '{ "name": "@shop/web" }' };
  const output = 'npm error No workspaces found:\nnpm error   --workspace=apps/wbe'.replace('\nnpm error  ', '');
  expect(await said(output, { command: 'npm run dev -w apps/wbe' }, files)).toContain('did you mean "apps/web"?');
});

test('what it requires and does not listen yet: a health check; its own port is another story', async () => {
  const line = 'Error: connect ECONNREFUSED 127.0.0.1:5432';
  expect(await said(line, { requires: ['db'] })).toContain('give db a health check');
  expect(await said(line, { port: 5432 })).toBeNull();
});

test.each([
  'TypeError: Cannot read properties of undefined',
  'ReferenceError: PORT is not defined',
  'Error: expected 3 arguments',
  'SyntaxError: Unexpected token',
  'listening on port 80',
  'GET / 200 5ms',
])('nothing is made of: %s', async (line) => {
  if (line.startsWith('ReferenceError')) return expect(await said(line)).not.toContain('rm ');
  expect(await said(line)).toBeNull();
});
