import { join } from 'node:path';
import { expect, test } from 'vitest';
import { remedyTexts } from '../../../../src/present/remedies.ts';
import { troubleText } from '../../../../src/present/trouble.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { look } from './rig.ts';

const end = { code: 1, signal: null };

/** What is said of a command that failed with this output, in a project of these files; `in` is its `dir`. */
async function said(command: string, output: string, files: readonly string[], within = '.') {
  const root = tempDir();
  const held = Object.fromEntries(files.map((name) => [name, '']));
  const dir = join(root, within);
  const { trouble, cannotStart } = await look(root, held, { command, dir, root, output: [output], end });
  return trouble && [troubleText(trouble), ...remedyTexts(trouble), cannotStart ? 'cannot start' : 'tried again'];
}

const NO_MANAGE = "python3: can't open file '/p/manage.py': [Errno 2] No such file or directory";

test.each([
  ['in a directory below', ['shop/manage.py'], '.', 'it lies in shop: dir = "shop", or write shop/manage.py'],
  ['two below', ['apps/shop/manage.py'], '.', 'it lies in apps/shop: dir = "apps/shop", or write apps/shop/manage.py'],
  ['beside dir, not in it', ['manage.py', 'web/x'], 'web', 'it lies in .: dir = "."'],
  ['nowhere', ['README'], '.', 'correct the path, or create the file'],
  [
    'only where others write',
    ['node_modules/manage.py', '.venv/manage.py'],
    '.',
    'correct the path, or create the file',
  ],
])('a file that lies %s', async (_, files, within, step) => {
  const found = await said('python3 manage.py runserver', NO_MANAGE, files, within);
  expect(found).toEqual(['manage.py does not exist', step, 'cannot start']);
});

test('a path that begins with the directory that the service runs in already', async () => {
  const output = "Error: Cannot find module '/p/server/server/index.js'";
  expect(await said('node server/index.js', output, ['server/index.js'], 'server')).toEqual([
    'server/index.js does not exist',
    'did you mean index.js?',
    'cannot start',
  ]);
});

test.each([
  ["/bin/sh: 1: cd: can't cd to backend", 'dash'],
  ['/bin/sh: line 1: cd: backend: No such file or directory', 'bash'],
])('a directory that the command enters, and that is not there: %s', async (output) => {
  expect(await said('cd backend && npm start', output, ['back-end/package.json'])).toEqual([
    'directory backend does not exist',
    'did you mean back-end?',
    'cannot start',
  ]);
});

test.each([
  ['npm run dev', 'npm error enoent Could not read package.json: Error: ENOENT', 'web/package.json'],
  ['cargo run', 'error: could not find `Cargo.toml` in `/p` or any parent directory', 'core/Cargo.toml'],
  ['go run .', 'go: go.mod file not found in current directory or any parent directory', 'cmd/go.mod'],
  ['bundle exec puma', 'Could not locate Gemfile or .bundle/ directory', 'api/Gemfile'],
  ['make dev', 'make: *** No targets specified and no makefile found.  Stop.', 'tools/Makefile'],
])('%s in a directory that is none of its projects', async (command, output, file) => {
  const [dir, name] = file.split('/');
  expect(await said(command, output, [file])).toEqual([
    `${name} does not exist`,
    `it lies in ${dir}: dir = "${dir}"`,
    'cannot start',
  ]);
  expect(await said(command, output, ['x/README'])).toEqual([
    `${name} does not exist`,
    'correct the path, or create the file',
    'cannot start',
  ]);
});

const noModule = (name: string) => `ModuleNotFoundError: No module named '${name}'`;

test.each([
  [
    'a misspelt one',
    'uvicorn mian:app',
    'ERROR:    Error loading ASGI app. Could not import module "mian".',
    ['main.py'],
    'did you mean main?',
  ],
  [
    'one that lies below',
    'python3 -m shop.web',
    noModule('shop'),
    ['src/shop/__init__.py'],
    'it lies in src: dir = "src"',
  ],
  [
    'one of an environment that is not used',
    'python3 a.py',
    noModule('flask'),
    ['.venv/lib/python3.12/site-packages/flask/x'],
    'write .venv/bin/python in exec: it is installed there',
  ],
  ['one that is nowhere', 'python3 a.py', noModule('yaml.loader'), ['a.py'], 'pip install pyyaml'],
  [
    'one of a list of packages',
    'python3 a.py',
    noModule('flask'),
    ['requirements.txt'],
    'pip install -r requirements.txt',
  ],
  ['one that is like a file by chance', 'python3 a.py', noModule('mian'), ['main.py'], 'pip install mian'],
])('a Python module that was not found: %s', async (_, command, output, files, step) => {
  const [, ...steps] = (await said(command, output, files)) ?? [];
  expect(steps).toEqual([step, 'tried again']);
});

test('a gem in a project without a Gemfile', async () => {
  const output = "in `require': cannot load such file -- sinatra (LoadError)";
  expect(await said('ruby app.rb', output, [])).toEqual([
    'sinatra is not installed',
    'gem install sinatra',
    'tried again',
  ]);
});
