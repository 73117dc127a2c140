import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunIdentity } from '../core/restored.ts';
import type { State } from '../core/state.ts';
import type { ProcessHandle } from '../runtime/ports.ts';
import { bootId } from './boot-id.ts';
import { type JournalEntry, journalEntry } from './journal-entry.ts';

/** What a supervisor leaves written for the next one, in `.zdev/journal.log`. Wall-clock times, in ms since 1970. */
export interface Journal {
  readonly version: typeof VERSION;
  /** Id of the supervisor that wrote it. */
  readonly session: string;
  /** Pids and start times mean nothing after the machine has been started anew. */
  readonly boot: string;
  readonly services: readonly JournalEntry[];
}

/** Keeps the journal of a session up to date. */
export interface JournalWriter {
  /** To be called after every change of state. Writes soon, if there is something new to write. */
  changed(state: State): void;
  /** Writes now. Throws what the file system says. */
  flush(): void;
  /** The last word: with `keep`, for a supervisor that will adopt; without, everything was stopped, and it is removed. */
  close(options: { readonly keep: boolean }): void;
}

const VERSION = 1;
const SOON_MS = 50;

/**
 * Starts a journal. Its file appears at the first change, and in one piece each time: a reader finds the old one or the
 * new one. `failed` is told once when it cannot be written; services then do not outlive the next supervisor.
 */
export function createJournal(options: {
  readonly stateDir: string;
  readonly session: string;
  readonly handleOf: (name: string, run: number) => ProcessHandle | undefined;
  /** The clock that times in the state are on. */
  readonly nowMs: () => number;
  readonly failed: (message: string) => void;
}): JournalWriter {
  const { stateDir, session, handleOf } = options;
  const boot = bootId();
  const wallMs = Date.now() - options.nowMs();
  let latest: State | null = null;
  let written = '';
  let timer: NodeJS.Timeout | undefined;
  let broken = false;

  function changed(state: State): void {
    latest = state;
    timer ??= setTimeout(write, SOON_MS).unref();
  }

  function write(): void {
    timer = undefined;
    try {
      flush();
    } catch (error) {
      if (!broken) options.failed(`services cannot be adopted by a later zdev: ${(error as Error).message}`);
      broken = true;
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (latest === null) return;
    // What is being stopped for good is not to come back, nor to be adopted.
    const over = latest.shutdown !== null;
    let unclear = false;
    const identityOf = (name: string, run: number): RunIdentity | null => {
      const identity = handleOf(name, run)?.identity;
      if (identity === null) unclear = true;
      return identity ?? null;
    };
    const services = over
      ? []
      : [...latest.services.values()].map((service) => journalEntry({ service, identityOf, wallMs }));
    const text = `${JSON.stringify({ version: VERSION, session, boot, services } satisfies Journal)}\n`;
    if (text !== written) replace(pathIn(stateDir), text);
    written = text;
    if (unclear) changed(latest);
  }

  return {
    changed,
    flush,
    close({ keep }) {
      if (keep) flush();
      else removeJournal(stateDir);
      clearTimeout(timer);
      latest = null;
    },
  };
}

/** What was read: a journal, or why there is none that can be used. Nothing at all is no reason to say something. */
export interface JournalRead {
  readonly journal: Journal | null;
  readonly notice: string | null;
}

/** The journal that the last supervisor of a project left. Never throws. */
export function readJournal(stateDir: string): JournalRead {
  let text: string;
  try {
    text = readFileSync(pathIn(stateDir), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { journal: null, notice: code === 'ENOENT' ? null : `cannot read ${pathIn(stateDir)}: ${message}` };
  }
  try {
    const journal = JSON.parse(text) as Journal;
    if (journal.version !== VERSION) return unusable('was written by another version of zdev');
    if (typeof journal.boot !== 'string' || !journal.services.every(isEntry)) return unusable('is damaged');
    // Of an earlier life of the machine: nothing of it runs.
    return { journal: journal.boot === bootId() ? journal : null, notice: null };
  } catch {
    return unusable('is damaged');
  }
}

/** To be called when its runs have a supervisor that will not survive itself, or none are left. */
export function removeJournal(stateDir: string): void {
  rmSync(pathIn(stateDir), { force: true });
}

const pathIn = (stateDir: string) => join(stateDir, 'journal.log');

function unusable(why: string): JournalRead {
  const what = 'what the last zdev left running is ended, and everything starts anew';
  return { journal: null, notice: `its journal ${why}: ${what}` };
}

function isEntry(entry: JournalEntry | null): boolean {
  return typeof entry === 'object' && typeof entry?.name === 'string' && Number.isInteger(entry.runs);
}

function replace(path: string, text: string): void {
  const draft = path.replace(/\.log$/, '.new.log');
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
