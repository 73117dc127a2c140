import type { Saying } from './saying.ts';
import { simple } from './saying.ts';

/** Messages of package managers, runtimes and shells, and their meaning. */
export const TOOL_SAYINGS: readonly Saying[] = [
  {
    said: /can only install with an existing package-lock\.json/,
    means: () => ({ type: 'lock-refused', file: 'package-lock.json', missing: true, command: 'npm install' }),
  },
  {
    said: /can only install packages when your package\.json and package-lock\.json/,
    means: () => ({ type: 'lock-refused', file: 'package-lock.json', missing: false, command: 'npm install' }),
  },
  {
    said: /ERR_PNPM_NO_LOCKFILE|ERR_PNPM_OUTDATED_LOCKFILE/,
    means: ({ 0: said }) => ({
      type: 'lock-refused',
      file: 'pnpm-lock.yaml',
      missing: said === 'ERR_PNPM_NO_LOCKFILE',
      command: 'pnpm install --no-frozen-lockfile',
    }),
  },
  {
    said: /Your lockfile needs to be updated|lockfile would have been (?:modified|created) by this install/,
    means: () => ({ type: 'lock-refused', file: 'yarn.lock', missing: false, command: 'yarn install' }),
  },
  {
    said: /poetry\.lock (?:was last generated|is not up to date)/,
    means: () => ({ type: 'lock-refused', file: 'poetry.lock', missing: false, command: 'poetry lock' }),
  },
  {
    said: /lockfile at `?uv\.lock`? needs to be updated|Unable to find lockfile at `?uv\.lock/,
    means: ({ 0: said }) => ({
      type: 'lock-refused',
      file: 'uv.lock',
      missing: said.startsWith('Unable'),
      command: 'uv lock',
    }),
  },
  {
    said: /lock file \S*Cargo\.lock needs to be updated but --(?:locked|frozen)/,
    means: () => ({ type: 'lock-refused', file: 'Cargo.lock', missing: false, command: 'cargo update --workspace' }),
  },
  simple(/ERR_OSSL_EVP_UNSUPPORTED|digital envelope routines::unsupported/, 'old-openssl'),
  {
    said: /JavaScript heap out of memory/,
    means: () => ({ type: 'heap-full', remedy: 'NODE_OPTIONS = "--max-old-space-size=4096"' }),
  },
  {
    said: /java\.lang\.OutOfMemoryError/,
    means: () => ({ type: 'heap-full', remedy: 'JAVA_TOOL_OPTIONS = "-Xmx4g"' }),
  },
  {
    said: /Cannot use import statement outside a module|Unexpected token 'export'/,
    means: () => ({ type: 'module-kind', is: 'module' }),
  },
  {
    said: /(?:require|module|exports|__dirname) is not defined in ES module scope/,
    means: () => ({ type: 'module-kind', is: 'commonjs' }),
  },
  simple(/Unknown file extension "\.tsx?"/, 'runs-no-typescript'),
  {
    said: /^(?:\/bin\/)?sh: (?:\d+|line \d+): (?:\[\[|function|declare|shopt|pushd|let|typeset): (?:command )?not found|(?:^|: )Bad substitution\b|^(?:\/bin\/)?sh: \d+: Syntax error: (?:"\(" unexpected|Bad for loop variable|redirection unexpected)/,
    means: () => ({ type: 'shell-words', bash: true }),
  },
  {
    said: /^(?:\/bin\/)?(?:ba|da)?sh: (?:-c: )?(?:\d+|line \d+): (?:Syntax error|syntax error|unexpected EOF while looking)/,
    means: () => ({ type: 'shell-words', bash: false }),
  },
];
