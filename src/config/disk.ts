import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { didYouMean } from '../core/suggest.ts';
import { type FileRead, readFileSafely } from '../files/read-file.ts';
import { error, type Finding, type Source } from './finding.ts';

/** Larger than any real config. */
const MAX_BYTES = 10 * 1024 * 1024;

/** The kind of a path. Anything except a directory (such as a pipe or `/dev/null`) is read like a file. */
type Kind = 'file' | 'directory' | 'missing';

/** The only access of the config to the disk. */
export interface Disk {
  kind(path: string): Kind;
  /** The text of a file without its byte order mark, or the problem. */
  read(path: string): Source | Finding;
  /** The same for an env file, which may be read again when the config is not. */
  readEnv(path: string): Source | Finding;
  /** The names in a directory, sorted, or the problem. */
  list(path: string): string[] | Finding;
  /** Whether a directory of a `PATH` contains a program of that name. */
  finds(program: string, path: string | undefined): boolean;
  /** A path without symbolic links. Unchanged if it cannot be inspected: reading it reports the reason. */
  real(path: string): string;
  /** A path as the user would write it. */
  show(path: string): string;
}

/** The real disk, seen from `cwd`. */
export function openDisk(cwd: string): Disk {
  const show = (path: string) => {
    const short = relative(cwd, path) || '.';
    return short.length < path.length ? short : path;
  };
  return {
    show,
    real: realPath,
    kind: (path) => kindOf(path),
    finds: (program, path = '') => path.split(':').some((dir) => dir !== '' && isProgram(join(dir, program))),
    read: (path) => readText(path, show(path)),
    readEnv: (path) => readText(path, show(path)),
    list: (path) => {
      try {
        return readdirSync(path).sort();
      } catch (cause) {
        return unreadable(show(path), cause);
      }
    },
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function kindOf(path: string): Kind {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? 'missing' : stats.isDirectory() ? 'directory' : 'file';
  } catch {
    return 'file'; // reading it will report why it cannot be inspected
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return kindOf(path) === 'file';
  } catch {
    return false;
  }
}

function readText(path: string, file: string): Source | Finding {
  const read = readFileSafely(path, MAX_BYTES);
  if ('problem' in read)
    return read.problem === 'error' ? unreadable(file, read.error, path) : notRead(file, read.problem);
  const text = read.bytes.toString();
  // the byte order marks of UTF-16 are not UTF-8, and its ASCII letters each have a zero byte
  if (text.startsWith('\uFFFD\uFFFD') || text.includes('\0')) {
    const place = { source: { file, text: '' }, line: null, column: null };
    return error('not-text', `${file} is not UTF-8 text; it looks like UTF-16 or binary`, place, 'save it as UTF-8');
  }
  return { file, text: text.startsWith('\uFEFF') ? text.slice(1) : text };
}

type Unread = Exclude<Extract<FileRead, { problem: string }>['problem'], 'error'>;

const UNREAD: Readonly<Record<Unread, readonly [code: string, what: string, hint: string | null]>> = {
  directory: ['is-a-directory', 'is a directory; a file was expected', null],
  'too-large': ['too-large', 'is larger than 10 MB, which is too large for a config file', null],
  'silent-pipe': [
    'silent-pipe',
    'is a pipe, and no data came within 2 s',
    'start the program that writes to it, or remove it',
  ],
  'endless-pipe': [
    'silent-pipe',
    'is a pipe, and its writer has not closed it within 2 s',
    'end the program that writes to it, or remove it',
  ],
};

function notRead(file: string, problem: Unread): Finding {
  const place = { source: { file, text: '' }, line: null, column: null };
  const [code, what, hint] = UNREAD[problem];
  return error(code, `${file} ${what}`, place, hint);
}

/** The file that was probably meant in place of a missing one, or the example to copy. */
function whatIsMeant(path: string): string | null {
  const name = basename(path);
  try {
    const others = readdirSync(dirname(path));
    const example = [`${name}.example`, `${name}.sample`, `${name}.template`].find((each) => others.includes(each));
    return example === undefined ? didYouMean(name, others) : `cp ${example} ${name}`;
  } catch {
    return null;
  }
}

function unreadable(file: string, cause: unknown, path?: string): Finding {
  const place = { source: { file, text: '' }, line: null, column: null };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return error('no-such-file', `${file} does not exist`, place, path === undefined ? null : whatIsMeant(path));
  const why = code === 'EACCES' ? 'permission denied' : cause instanceof Error ? cause.message : String(cause);
  return error('unreadable', `${file} cannot be read: ${why}`, place);
}
