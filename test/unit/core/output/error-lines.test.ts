import { expect, test } from 'vitest';
import { errorLines } from '../../../../src/core/output/error-lines.ts';

const frames = (count: number) => Array.from({ length: count }, (_, i) => `    at step${i} (/app/lib/run.js:${i}:3)`);
const first = (output: string) => errorLines(output.split('\n'))[0];

test('the error comes before its stack frames, however many there are', () => {
  const output = ['applying 0041', 'ERROR: relation "users" already exists (0042_users.sql:17)', ...frames(45)];
  expect(errorLines(output)).toEqual(['ERROR: relation "users" already exists (0042_users.sql:17)']);
});

test.each([
  [
    'node',
    '/app/a.js:3\nthrow new Error("no secret")\n^\n\nError: no secret\n    at main (/app/a.js:3:7)\n\nNode.js v20.1.0',
    'Error: no secret',
  ],
  [
    'node, a code',
    "node:internal/modules/cjs/loader:1137\n  throw err;\n  ^\n\nError: Cannot find module 'express'\nRequire stack:\n- /app/a.js\n  code: 'MODULE_NOT_FOUND'",
    "Error: Cannot find module 'express'",
  ],
  [
    'node, typed',
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string\n    at x (a.js:1:1)',
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string',
  ],
  [
    'python',
    'Error: this was logged before\nTraceback (most recent call last):\n  File "app.py", line 3, in <module>\n    import flask\nModuleNotFoundError: No module named \'flask\'',
    "ModuleNotFoundError: No module named 'flask'",
  ],
  [
    'python, chained',
    'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 4, in <module>\ndjango.core.exceptions.ImproperlyConfigured: SECRET_KEY must not be empty.',
    'django.core.exceptions.ImproperlyConfigured: SECRET_KEY must not be empty.',
  ],
  [
    'python, bare name',
    'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    assert x\nAssertionError',
    'AssertionError',
  ],
  [
    'python, syntax',
    '  File "a.py", line 2\n    foo(\n       ^\nSyntaxError: \'(\' was never closed',
    "SyntaxError: '(' was never closed",
  ],
  [
    'go',
    'listening\npanic: runtime error: index out of range [3] with length 2\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2',
    'panic: runtime error: index out of range [3] with length 2',
  ],
  [
    'go log',
    '2024/01/02 10:11:12 listen tcp :8080: bind: address already in use\nexit status 1',
    '2024/01/02 10:11:12 listen tcp :8080: bind: address already in use',
  ],
  [
    'java',
    'Exception in thread "main" java.lang.IllegalStateException: no config\n\tat a.B.main(B.java:3)',
    'Exception in thread "main" java.lang.IllegalStateException: no config',
  ],
  [
    'ruby',
    'app.rb:3:in `fetch\': key not found: "DB" (KeyError)\n\tfrom app.rb:3:in `<main>\'',
    'app.rb:3:in `fetch\': key not found: "DB" (KeyError)',
  ],
  [
    'php',
    'PHP Fatal error:  Uncaught Error: Call to undefined function foo() in /app/a.php:3\nStack trace:\n#0 {main}',
    'PHP Fatal error:  Uncaught Error: Call to undefined function foo() in /app/a.php:3',
  ],
  [
    'elixir',
    'Compiling 3 files (.ex)\n** (RuntimeError) no database\n    lib/a.ex:3: A.start/2',
    '** (RuntimeError) no database',
  ],
  [
    '.net',
    'Unhandled exception. System.IO.FileNotFoundException: appsettings.json\n   at Program.Main()',
    'Unhandled exception. System.IO.FileNotFoundException: appsettings.json',
  ],
  [
    'tsc',
    '> tsc -p .\nsrc/main.ts:14:7 - error TS2322: Type string is not assignable to type number.\nFound 1 error.',
    'src/main.ts:14:7 - error TS2322: Type string is not assignable to type number.',
  ],
  [
    'rustc',
    'error[E0425]: cannot find value `x` in this scope\n --> src/main.rs:2:5\nerror: could not compile `a` due to previous error',
    'error[E0425]: cannot find value `x` in this scope',
  ],
  [
    'gcc',
    "main.c: In function 'main':\nmain.c:3:5: error: expected ';' before '}' token\nmake: *** [Makefile:2: all] Error 1",
    "main.c:3:5: error: expected ';' before '}' token",
  ],
  ['make', "make: *** No rule to make target 'serve'.  Stop.", "make: *** No rule to make target 'serve'.  Stop."],
  [
    'npm around another',
    '\n> shop@1.0.0 dev\n> vite\n\nfailed to load config from /app/vite.config.js\nerror when starting dev server:\nnpm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! Exit status 1',
    'failed to load config from /app/vite.config.js',
  ],
  [
    'npm itself',
    'npm error code EJSONPARSE\nnpm error path /app/package.json\nnpm error JSON.parse Unexpected token\nnpm error A complete log of this run can be found in: /x',
    'npm error JSON.parse Unexpected token',
  ],
  [
    'nginx',
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
  ],
  [
    'docker',
    "docker: Error response from daemon: pull access denied for nginxx.\nSee 'docker run --help'.",
    'docker: Error response from daemon: pull access denied for nginxx.',
  ],
  [
    'webpack',
    "asset main.js 1 KiB\nERROR in ./src/index.js 1:0-20\nModule not found: Error: Can't resolve './x' in '/app/src'\nwebpack 5.1 compiled with 1 error in 30 ms",
    'ERROR in ./src/index.js 1:0-20',
  ],
  ['esbuild', '✘ [ERROR] Could not resolve "lodash"\n\n    src/a.ts:1:14:', '✘ [ERROR] Could not resolve "lodash"'],
  [
    'a place in a file',
    'boot\nconfig.yml:3: mapping values are not allowed here',
    'config.yml:3: mapping values are not allowed here',
  ],
  ['a shell', 'starting\nsh: 1: vite: not found', 'sh: 1: vite: not found'],
  ['pino', '{"level":30,"msg":"no errors yet"}\n{"level":60,"msg":"no database"}', '{"level":60,"msg":"no database"}'],
  ['plain words', 'reading settings\nDATABASE_URL is required\nbye', 'DATABASE_URL is required'],
])('%s', (_, output, expected) => expect(first(output)).toBe(expected));

test.each([
  [
    'rust',
    "thread 'main' panicked at src/main.rs:2:5:\nno database\nnote: run with `RUST_BACKTRACE=1`",
    ["thread 'main' panicked at src/main.rs:2:5:", 'no database'],
  ],
  [
    'java, to the bottom',
    'Exception in thread "main" a.AppError: boot\n\tat a.B.c(B.java:1)\nCaused by: b.C: x\n\tat a.B\nCaused by: org.postgresql.util.PSQLException: Connection refused\n\tat d.E',
    ['Exception in thread "main" a.AppError: boot', 'Caused by: org.postgresql.util.PSQLException: Connection refused'],
  ],
  [
    'postgres',
    'LOG:  starting\nFATAL:  data directory "/x" has wrong ownership\nHINT:  The server must be started by its owner.',
    ['FATAL:  data directory "/x" has wrong ownership', 'HINT:  The server must be started by its owner.'],
  ],
  [
    'spring',
    '***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nWeb server failed to start. Port 8080 was already in use.',
    ['APPLICATION FAILED TO START', 'Web server failed to start. Port 8080 was already in use.'],
  ],
  [
    'redis',
    "*** FATAL CONFIG FILE ERROR (Redis 7.0.0) ***\nReading the configuration file, at line 12\n>>> 'foo bar'\nBad directive",
    ['*** FATAL CONFIG FILE ERROR (Redis 7.0.0) ***', 'Reading the configuration file, at line 12', ">>> 'foo bar'"],
  ],
])('%s: the details of the error come along', (_, output, expected) =>
  expect(errorLines(output.split('\n'))).toEqual(expected));

test.each([
  '',
  'listening on 3000\nGET / 200',
  'Found 0 errors. Watching for file changes.',
  'compiled with no errors',
  '(node:1) DeprecationWarning: Buffer() is deprecated',
])('there is no error in %j', (output) => expect(errorLines(output.split('\n'))).toEqual([]));

test('a syntax error of Node comes with its place, which is printed above it', () => {
  const output = [
    '/app/server.js:1',
    'const x = ;',
    '          ^',
    '',
    "SyntaxError: Unexpected token ';'",
    '    at wrapSafe (node:internal/x:1:1)',
  ];
  expect(errorLines(output)).toEqual(["SyntaxError: Unexpected token ';'", 'at /app/server.js:1']);
});

test('a syntax error without a file name above it comes alone', () => {
  expect(errorLines(['SyntaxError: Unexpected token'])).toEqual(['SyntaxError: Unexpected token']);
  expect(errorLines(['/app/a.js:3', 'let let', '', 'SyntaxError: Unexpected token'])).toEqual([
    'SyntaxError: Unexpected token',
    'at /app/a.js:3',
  ]);
});

test('the place of a syntax error is the nearest one above it', () => {
  const lines = ['/app/a.js:1', 'hello', '/app/b.js:7', 'const = 1', '      ^', 'SyntaxError: Unexpected token'];
  expect(errorLines(lines).join(' ')).toContain('b.js:7');
  expect(errorLines(lines).join(' ')).not.toContain('a.js:1');
});

test('a line that says it is an error comes before a line that only sounds like one', () => {
  expect(errorLines(['could not do it', '2024-01-01 [error] disk']).at(0)).toBe('2024-01-01 [error] disk');
});

test('a traceback without its end is ignored', () => {
  const lines = ['[error] disk', 'Traceback (most recent call last):', '  File "a.py", line 3'];
  expect(errorLines(lines).at(0)).toBe('[error] disk');
});

test('the line that ends a Python traceback counts, even if it is the very first line and its code mentions errors', () => {
  const output =
    'Traceback (most recent call last):\n  File "a.py", line 1\n    log.critical("FATAL: no key")\nKeyError: 1';
  expect(first(output)).toBe('KeyError: 1');
});

test('a traceback that was cut off before its end is not an error line', () => {
  const output = 'ERROR: no key\nTraceback (most recent call last):\n  File "a.py", line 1';
  expect(first(output)).toBe('ERROR: no key');
});

test('a message is searched in the eight lines below its heading', () => {
  const told = (lines: number) => errorLines(['Failed to compile', ...Array(lines).fill('---'), 'no such page']);
  expect(told(7)).toEqual(['Failed to compile', 'no such page']);
  expect(told(8)).toEqual(['Failed to compile']);
});

test('blank lines do not count, and blanks around a line are removed', () => {
  expect(errorLines(['  Failed to compile'])).toEqual(['Failed to compile']);
  expect(errorLines(['Failed to compile', '   ', '  no such page', '  '])).toEqual([
    'Failed to compile',
    'no such page',
  ]);
  expect(errorLines(['error during build: \r', 'no such page'])).toEqual(['error during build:', 'no such page']);
});

test('only a syntax error comes with the place above it', () => {
  expect(errorLines(['/app/a.js:3', 'x =', '', 'SyntaxError: x'])).toEqual(['SyntaxError: x', 'at /app/a.js:3']);
  expect(errorLines(['/app/a.js:3', 'throw x', '', 'TypeError: x'])).toEqual(['TypeError: x']);
});

test('at most two notes come along', () => {
  const output = ['ERROR: x', 'DETAIL: 1', 'HINT: 2', 'HINT: 3'];
  expect(errorLines(output)).toEqual(output.slice(0, 3));
});

test('the cause in another trace does not belong to this one', () => {
  const trace = ['Exception in thread "main" a.B: x', '\tat a.B.main(B.java:3)'];
  expect(errorLines([...trace, 'stopping', 'Caused by: other'])).toEqual(trace.slice(0, 1));
  expect(errorLines([...trace, '', 'Caused by: own'])).toEqual([trace[0], 'Caused by: own']);
});

test('a place in a file with a message says more than a line that only sounds like trouble', () => {
  expect(first('cannot go on\nconfig.yml:3: tabs and blanks')).toBe('config.yml:3: tabs and blanks');
});
