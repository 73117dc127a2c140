import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, ownIdentity } from './identity.ts';

/** Who holds a project: a supervisor, named by pid and start time. */
export interface Holder {
  readonly pid: number;
  readonly startTime: string | null;
  /** Id of this life of the supervisor; part of the marker that its processes carry. */
  readonly session: string;
}

/** What came of trying to lock. `dead` is the holder whose lock was taken over: it did not end in order. */
export type LockResult =
  | { readonly locked: true; readonly dead: Holder | null; release(): void }
  | { readonly locked: false; readonly holder: Holder };

/**
 * Takes the lock of a project: the file `zdev.pid` in its state directory. The lock of a dead holder is taken over,
 * that of a live one never. The file appears whole or not at all, since it is linked into place.
 */
export function lockProject(stateDir: string, session: string): LockResult {
  const path = join(stateDir, 'zdev.pid');
  const own: Holder = { ...ownIdentity(), session };
  const draft = join(stateDir, `zdev.${session}.pid`);
  writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (tryLink(draft, path)) return { locked: true, dead: null, release: () => release(path, session) };
      const holder = readHolder(path);
      if (holder && isRunning(holder)) return { locked: false, holder };
      if (takeOver(draft, path)) return { locked: true, dead: holder, release: () => release(path, session) };
    }
  } finally {
    unlinkSync(draft);
  }
}

/** The live supervisor of a project, if there is one. */
export function holderOf(stateDir: string): Holder | null {
  const holder = readHolder(join(stateDir, 'zdev.pid'));
  return holder && isRunning(holder) ? holder : null;
}

/** Replaces a dead lock. Of several who try at once, only the one that gets the side lock does it. */
function takeOver(draft: string, path: string): boolean {
  const side = path.replace(/\.pid$/, '.takeover.pid');
  if (!tryLink(draft, side)) {
    const other = readHolder(side);
    if (!other || !isRunning(other)) tryUnlink(side);
    return false;
  }
  try {
    const holder = readHolder(path);
    if (holder && isRunning(holder)) return false;
    const copy = `${draft}.new`;
    linkSync(draft, copy);
    renameSync(copy, path);
    return true;
  } finally {
    tryUnlink(side);
  }
}

function readHolder(path: string): Holder | null {
  try {
    const { pid, startTime, session } = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    return Number.isInteger(pid) && typeof session === 'string' ? { pid, startTime: startTime ?? null, session } : null;
  } catch {
    return null;
  }
}

function release(path: string, session: string): void {
  if (readHolder(path)?.session === session) tryUnlink(path);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function tryUnlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already: somebody else cleaned up.
  }
}
