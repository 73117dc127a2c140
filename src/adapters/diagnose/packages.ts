import { dirname, join, relative, resolve } from 'node:path';
import type { PackageManager } from '../../core/diagnosis.ts';
import { nearest } from '../../core/suggest.ts';
import { namedInOutput } from './command.ts';
import { kindOf, namesIn, readJson } from './files.ts';
import { findBelow } from './place.ts';
import type { Failed, Found } from './request.ts';

/** A JavaScript project lacks a script in its package.json, or its packages are not installed. */
export function lookAtPackages(failed: Failed): Found | null {
  const dir = packageDirOf(failed);
  const manifest = readJson(join(dir, 'package.json')) as Manifest | null;
  if (manifest === null || typeof manifest !== 'object') return noManifest(failed, dir);
  return missingScript(failed, dir, manifest) ?? notInstalled(failed, dir, manifest);
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly workspaces?: unknown;
}

/**
 * The package directory: from `npm --prefix DIR`, `yarn --cwd DIR` or `pnpm -C DIR`, or else the first directory
 * upwards with a package.json.
 */
function packageDirOf({ command, dir }: Failed): string {
  const [, other] = /(?:--prefix|--cwd|--dir|-C)[= ]["']?([^\s"']+)/.exec(command) ?? [];
  const start = other === undefined ? dir : resolve(dir, other);
  return upwards(start).find((each) => kindOf(join(each, 'package.json')) === 'file') ?? start;
}

function upwards(dir: string): string[] {
  const parent = dirname(dir);
  return parent === dir ? [dir] : [dir, ...upwards(parent)];
}

function noManifest({ output, command, root }: Failed, dir: string): Found | null {
  const path = join(dir, 'package.json');
  if (!CALL.test(command) || kindOf(path) !== 'missing') return null;
  if (!output.some((line) => /package\.json|package manifest/i.test(line))) return null;
  const below = findBelow(dir, 'package.json');
  const inDir = below === null ? null : relative(root, join(dir, below));
  return { trouble: { type: 'file-missing', path: 'package.json', near: null, inDir }, awaited: [path] };
}

/** `npm run dev`, `pnpm dev`, `yarn dev`, `bun run dev`, also with options in between. */
const CALL =
  /(?:^|[\s;&|(])(npm|pnpm|yarn|bun)((?:\s+-\S+(?:[= ](?=\.{0,2}\/)\S+)?)*)\s+(?:(run(?:-script)?|run-s|start|test)\b)?/;

const SCRIPT_SAID =
  /(?:[Mm]issing script:|[Cc]ommand|[Ss]cript not found:?|Couldn't find a script named|Usage Error: Couldn't find a script named) ?["'“]?([^\s"'”]+?)["'”]?(?: not found.?|\.)?$/;

function missingScript({ command, output }: Failed, dir: string, { scripts = {} }: Manifest): Found | null {
  const manager = CALL.exec(command)?.[1] as PackageManager | undefined;
  if (manager === undefined) return null;
  for (const line of output) {
    const [, script] = SCRIPT_SAID.exec(line.trim()) ?? [];
    if (script === undefined || Object.hasOwn(scripts, script) || !command.includes(script)) continue;
    const names = Object.keys(scripts);
    const trouble = { type: 'script-missing', manager, script, near: nearest(script, names), scripts: names } as const;
    return { trouble, awaited: [join(dir, 'package.json')] };
  }
  return null;
}

function notInstalled(failed: Failed, dir: string, manifest: Manifest): Found | null {
  const what = notFound(failed);
  if (what === null) return null;
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  const places = upwards(dir).filter((each) => kindOf(join(each, 'package.json')) === 'file');
  const { root, manager, install } = installOf(places);
  const packages = join(root, 'node_modules');
  if (!Object.hasOwn(declared, what) && isPackageOfOwn(what, failed)) {
    return undeclared(what, manager, [packages, join(packages, what)]);
  }
  if (Object.keys(declared).length === 0 && manifest.workspaces === undefined) return null;
  const complete =
    isComplete(packages, manager) || places.some((each) => isComplete(join(each, 'node_modules'), manager));
  const isMissing =
    Object.hasOwn(declared, what) && !places.some((each) => kindOf(join(each, 'node_modules', what)) !== 'missing');
  if (complete && !isMissing) return null;
  const awaited = [packages, ...MARKS.map((mark) => join(packages, mark)), join(packages, what)];
  return { trouble: { type: 'not-installed', what, install }, awaited };
}

/**
 * Whether a file of the project or the command itself needs a package. This project does not declare what its packages
 * need.
 */
function isPackageOfOwn(what: string, { command, output }: Failed): boolean {
  if (output.some((line) => /npx canceled|npm error could not determine executable/.test(line))) return true;
  const at = output.findIndex((line) => ASKED.exec(line)?.[1]?.startsWith(what) === true);
  if (at < 0 || command.includes(`npx ${what}`)) return at >= 0;
  const asker = /imported from (\S+)/.exec(output[at] ?? '')?.[1] ?? /^- (\S+)/.exec(output[at + 2] ?? '')?.[1];
  return asker?.includes('/node_modules/') === false;
}

/** A package that no package.json declares. */
function undeclared(what: string, manager: PackageManager, awaited: readonly string[]): Found {
  const install = `${manager} ${manager === 'npm' ? 'install' : 'add'} ${what}`;
  return { trouble: { type: 'not-installed', what, install }, awaited };
}

/** The module or program that was not found: `Cannot find module 'express'`, `sh: 1: vite: not found`. */
function notFound({ output }: Failed): string | null {
  for (const line of output) {
    const [, module] = ASKED.exec(line) ?? [];
    const [, tool] = /npx canceled due to missing packages.*\["([^"]+?)(?:@[^"@/]*)?"/.exec(line) ?? [];
    if (tool !== undefined) return tool;
    if (module !== undefined && !/^(?:[./]|node:)/.test(module)) return packageOf(module);
    if (/node_modules (?:is )?missing|node_modules state file|run "?yarn install|did you mean to install/i.test(line))
      return 'node_modules';
  }
  const program = namedInOutput(output)?.replace(/^(?:\.\/)?node_modules\/\.bin\//, '') ?? null;
  return program === null || program.includes('/') ? null : program;
}

const ASKED = /(?:Cannot find (?:module|package)|Can't resolve|Could not resolve|Cannot resolve) ["'“]([^"'”]+)["'”]/;

/** `@scope/name/file` → `@scope/name`. */
function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

const LOCKS = [
  { file: 'package-lock.json', manager: 'npm', install: 'npm ci' },
  { file: 'npm-shrinkwrap.json', manager: 'npm', install: 'npm ci' },
  { file: 'pnpm-lock.yaml', manager: 'pnpm', install: 'pnpm install' },
  { file: 'yarn.lock', manager: 'yarn', install: 'yarn install' },
  { file: 'bun.lock', manager: 'bun', install: 'bun install' },
  { file: 'bun.lockb', manager: 'bun', install: 'bun install' },
] as const;

/** The lock file says which package manager installs, and where: for a workspace, at its root. */
function installOf(places: readonly string[]): { root: string; manager: PackageManager; install: string } {
  for (const root of places) {
    const lock = LOCKS.find(({ file }) => kindOf(join(root, file)) === 'file');
    if (lock) return { root, manager: lock.manager, install: lock.install };
  }
  return { root: places[0] ?? '.', manager: 'npm', install: 'npm install' };
}

/** Files that package managers write into node_modules after a complete installation. bun writes none. */
const MARKS = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];

function isComplete(packages: string, manager: PackageManager): boolean {
  const names = namesIn(packages);
  return MARKS.some((mark) => names.includes(mark)) || (manager === 'bun' && names.length > 0);
}
