import { join, relative } from 'node:path';
import { nearest } from '../../core/suggest.ts';
import { directoriesIn, kindOf, namesIn } from './files.ts';
import { findBelow } from './place.ts';
import type { Failed, Found } from './request.ts';

/** Messages of Python, and of programs that load an application by name: uvicorn, gunicorn, flask, celery. */
const SAID =
  /No module named ['"]?([A-Za-z_][\w.]*)|Could not import module ["']([\w.]+)["']|Could not import ['"]([\w.]+)['"]|The module ([\w.]+) was not found/;

/** Modules whose package has another name. */
const PACKAGES: Readonly<Record<string, string>> = {
  yaml: 'pyyaml',
  PIL: 'pillow',
  cv2: 'opencv-python',
  dotenv: 'python-dotenv',
  psycopg2: 'psycopg2-binary',
  sklearn: 'scikit-learn',
  bs4: 'beautifulsoup4',
  jwt: 'pyjwt',
  MySQLdb: 'mysqlclient',
};

const MANIFESTS = ['uv.lock', 'poetry.lock', 'Pipfile', 'requirements.txt', 'pyproject.toml'];

/**
 * A Python module was not found: it is misspelt in the command, lies one directory deeper, is in an unused environment,
 * or is not installed.
 */
export function lookAtPython(failed: Failed): Found | null {
  const { output, dir, root, command } = failed;
  const name = output.map((line) => SAID.exec(line)?.slice(1).find(Boolean)).findLast((each) => each !== undefined);
  const [module = ''] = name?.split('.') ?? [];
  if (module === '') return null;
  const own = modulesIn(dir);
  const isNamed = new RegExp(`(?<![\\w./])${module}(?![\\w/])`).test(command);
  const meant = isNamed && !own.includes(module) ? nearest(module, own) : null;
  if (meant !== null) return { trouble: { type: 'file-missing', path: module, near: meant, inDir: null } };
  const below = own.includes(module)
    ? null
    : (findBelow(dir, `${module}.py`) ?? findBelow(dir, `${module}/__init__.py`));
  if (below !== null) {
    return { trouble: { type: 'file-missing', path: module, near: null, inDir: relative(root, join(dir, below)) } };
  }
  const install = environmentWith(module, failed) ?? bareInstall(module, failed);
  return install === null ? null : { trouble: { type: 'not-installed', what: module, install } };
}

/** The files and packages of a directory, by their Python names. */
function modulesIn(dir: string): readonly string[] {
  const files = namesIn(dir).flatMap((name) => /^(\w+)\.py$/.exec(name)?.[1] ?? []);
  return [...files, ...directoriesIn(dir).filter((name) => kindOf(join(dir, name, '__init__.py')) === 'file')];
}

/** A virtual environment that has the module but that the command does not use. */
function environmentWith(module: string, { dir, root, command }: Failed): string | null {
  for (const base of new Set([dir, root])) {
    for (const name of ['.venv', 'venv', 'env']) {
      const lib = join(base, name, 'lib');
      const has = directoriesIn(lib).some(
        (version) => kindOf(join(lib, version, 'site-packages', module)) !== 'missing',
      );
      const path = relative(dir, join(base, name, 'bin', 'python'));
      if (has && !command.includes(`${name}/bin/`)) return `write ${path} in exec: it is installed there`;
    }
  }
  return null;
}

/** The command that installs a module if no file of the project lists it. */
function bareInstall(module: string, { dir, output }: Failed): string | null {
  const isPython = output.some((line) => /No module named/.test(line));
  if (!isPython || MANIFESTS.some((file) => kindOf(join(dir, file)) === 'file')) return null;
  return `pip install ${PACKAGES[module] ?? module}`;
}
