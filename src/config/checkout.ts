import { type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { projectIdOf } from '../files/project-id.ts';
import { readFileSafely } from '../files/read-file.ts';

/** The git checkout that contains a directory. */
export interface Checkout {
  /** Its top directory. */
  readonly root: string;
  /** The name that git gave a linked worktree; null for the main one and for a clone. */
  readonly worktree: string | null;
  /** The git directory that all checkouts of this repository share. */
  readonly repository: string;
  /** The file that names the branch. */
  readonly head: string;
}

/** Finds the checkout around a directory without calling git; null if there is none. */
export function checkoutOf(dir: string): Checkout | null {
  for (let root = dir; ; root = dirname(root)) {
    const path = join(root, '.git');
    const stats = statsOf(path);
    if (stats?.isDirectory()) return { root, worktree: null, repository: path, head: join(path, 'HEAD') };
    if (stats?.isFile()) return linked(root, path);
    if (root === dirname(root)) return null;
  }
}

/** Undefined if nothing exists there, or this user may not see it. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** `.git` is a file in a linked worktree (`gitdir: /shop/.git/worktrees/feature`) and in a submodule. */
function linked(root: string, path: string): Checkout | null {
  const [, named] = /^gitdir: (.+?)\s*$/.exec(textOf(path)) ?? [];
  if (named === undefined) return null;
  const gitDir = resolve(root, named);
  const isWorktree = basename(dirname(gitDir)) === 'worktrees';
  return {
    root,
    worktree: isWorktree ? basename(gitDir) : null,
    repository: isWorktree ? dirname(dirname(gitDir)) : gitDir,
    head: join(gitDir, 'HEAD'),
  };
}

/** The branch of the checkout, or the beginning of the commit; null if git does not say. */
export function branchOf({ head }: Checkout): string | null {
  const text = textOf(head);
  const [, branch] = /^ref: refs\/heads\/(.+?)\s*$/.exec(text) ?? [];
  return branch ?? /^[0-9a-f]{7}/.exec(text)?.[0] ?? null;
}

/**
 * Whether both belong to one repository: worktrees that share the git directory, clones with the same `origin`, or a
 * clone of the other one.
 */
export function sameRepository(one: Checkout | null, other: Checkout | null): boolean {
  if (one === null || other === null) return false;
  if (one.repository === other.repository) return true;
  const [first, second] = [originOf(one), originOf(other)];
  return (first !== null && first === second) || first === placeOf(other) || second === placeOf(one);
}

/** The address of `origin` without insignificant parts; null if there is none. */
function originOf({ repository }: Checkout): string | null {
  const [, section = ''] =
    /^\[remote "origin"\]\s*\n((?:[^[\n].*\n?|\n)*)/m.exec(textOf(join(repository, 'config'))) ?? [];
  const [, url] = /^\s*url\s*=\s*(\S.*?)\s*$/m.exec(section) ?? [];
  return url === undefined ? null : plain(url);
}

/** The origin that a clone of this checkout has. */
const placeOf = ({ repository }: Checkout) => plain(repository);

const plain = (url: string) => url.replace(/^file:\/\//, '').replace(/\/*(?:\/?\.git)?\/*$/, '');

const MAX_BYTES = 64 * 1024;

function textOf(path: string): string {
  const read = readFileSafely(path, MAX_BYTES);
  return 'problem' in read ? '' : read.bytes.toString();
}

/**
 * A short name of a checkout, stable and usable in names of databases, directories and queues: letters, digits and `_`.
 * Empty for the main checkout unless it is isolated. In that case, and for a clone, a part of its path tells it from
 * others.
 */
export function instanceName(options: {
  readonly dir: string;
  readonly isolated: boolean;
  readonly beside: string | null;
}): string {
  const { dir, isolated, beside } = options;
  const worktree = checkoutOf(dir)?.worktree ?? null;
  const own = worktree ?? (isolated ? basename(dir) : '');
  const given = [own, ...(beside === null ? [] : [beside])].filter((part) => part !== '').join('-');
  if (given === '') return '';
  const isPlain = worktree !== null && PLAIN.test(given);
  const words = given
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, MAX_NAME);
  // Two names that differ in other characters must not become equal.
  return isPlain || beside === given ? words : `${words}_${projectIdOf(dir).slice(0, 4)}`;
}

const PLAIN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Postgres cuts names at 63 bytes, and this name usually follows another part. */
const MAX_NAME = 40;
