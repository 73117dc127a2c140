import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootId } from '../../adapters/os/boot-id.ts';
import type { RunIdentity } from '../../core/restored.ts';
import type { State } from '../../core/state.ts';
import { readPrivate, writePrivate } from '../../files/private-file.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { ProcessHandle } from '../../runtime/ports.ts';
import { type JournalEntry, journalEntry, readEntry } from './journal-entry.ts';

/**
 * The record that a supervisor leaves for the next one, in `.zdev/journal.log`. Times are on the wall clock, in ms
 * since 1970.
 */
export interface Journal {
  readonly version: number;
  /** The id of the supervisor that wrote it. */
  readonly session: string;
  /**
   * The id of the project and its state directory at the start of that supervisor. Empty if the journal does not say.
   */
  readonly project: string;
  readonly stateDir: string;
  /** Pids and start times are meaningless after a reboot. */
  readonly boot: string;
  readonly services: readonly JournalEntry[];
}

/** Keeps the journal of a session up to date. */
export interface JournalWriter {
  /** Call this after every change of state. It writes soon, if there is something new to write. */
  changed(state: State): void;
  /** Writes now. Throws the error of the file system. */
  flush(): void;
  /** Writes the journal again if it was deleted. */
  restore(): void;
  /**
   * Ends the journal. With `keep`, the next supervisor will adopt the runs. Without it, everything was stopped and the
   * file is removed.
   */
  close(options: { readonly keep: boolean }): void;
}

const VERSION = 2;
/**
 * How soon a change is written. If a supervisor is killed before that, the next one starts the service anew. Writing
 * takes at most a twentieth of the time.
 */
const SOONEST_MS = 2;
const LATEST_MS = 50;
const PAUSES = 20;

/**
 * Starts a journal. Its file appears at the first change and is always replaced as a whole, so a reader finds the old
 * one or the new one. Calls `failed` once when it cannot be written: the next supervisor then ends the services.
 */
export function createJournal(options: {
  readonly stateDir: string;
  readonly project: string;
  readonly session: string;
  readonly handleOf: (name: string, run: number) => ProcessHandle | undefined;
  /** The clock of the times in the state. */
  readonly nowMs: () => number;
  readonly failed: (message: string) => void;
}): JournalWriter {
  const { stateDir, project, session, handleOf } = options;
  const boot = bootId();
  const wallMs = Date.now() - options.nowMs();
  let latest: State | null = null;
  let written = '';
  let timer: NodeJS.Timeout | undefined;
  let broken = false;
  let lastWriteMs = 0;

  function changed(state: State): void {
    latest = state;
    timer ??= setTimeout(write, Math.min(SOONEST_MS + PAUSES * lastWriteMs, LATEST_MS)).unref();
  }

  function write(): void {
    timer = undefined;
    const beganMs = monotonicMs();
    try {
      flush();
    } catch (error) {
      if (!broken) options.failed(`services cannot be adopted by a later zdev: ${(error as Error).message}`);
      broken = true;
    }
    lastWriteMs = monotonicMs() - beganMs;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (latest === null) return;
    // A service that is stopped for good must not come back or be adopted.
    const over = latest.shutdown !== null;
    const identityOf = (name: string, run: number): RunIdentity | null => handleOf(name, run)?.identity ?? null;
    const services = over
      ? []
      : [...latest.services.values()].map((service) => journalEntry({ service, identityOf, wallMs }));
    const journal: Journal = { version: VERSION, session, project, stateDir, boot, services };
    const text = `${JSON.stringify(journal)}\n`;
    if (text !== written) writePrivate(pathIn(stateDir), text);
    written = text;
  }

  return {
    changed,
    flush,
    restore() {
      if (written === '' || existsSync(pathIn(stateDir))) return;
      written = '';
      write();
    },
    close({ keep }) {
      if (keep) flush();
      else removeJournal(stateDir);
      clearTimeout(timer);
      latest = null;
    },
  };
}

/** The journal, or the reason why none can be used. A missing journal needs no notice. */
export interface JournalRead {
  readonly journal: Journal | null;
  readonly notice: string | null;
}

/** Reads the journal that the last supervisor of a project left. Never throws. */
export function readJournal(stateDir: string): JournalRead {
  try {
    const text = readPrivate(pathIn(stateDir));
    return text === null ? { journal: null, notice: null } : parse(text, stateDir);
  } catch (error) {
    return { journal: null, notice: `cannot read its journal: ${(error as Error).message}: ${WHAT_THEN}` };
  }
}

/**
 * Reads a journal of any version as far as possible: unknown fields are ignored, and missing fields get their defaults.
 */
function parse(text: string, stateDir: string): JournalRead {
  try {
    const read = JSON.parse(text) as Partial<Journal>;
    if (typeof read.boot !== 'string' || !Array.isArray(read.services)) return DAMAGED;
    // The journal is from before a reboot, so none of its runs is left.
    if (read.boot !== bootId()) return { journal: null, notice: null };
    const services = read.services.map(readEntry);
    if (services.includes(null)) return DAMAGED;
    const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
    const journal: Journal = {
      version: Number(read.version),
      session: textOf(read.session),
      project: textOf(read.project),
      stateDir: textOf(read.stateDir),
      boot: read.boot,
      services: services.filter((entry) => entry !== null),
    };
    // A copied project must not adopt the runs of the original.
    return { journal: isCopy(journal, stateDir) ? null : journal, notice: null };
  } catch {
    return DAMAGED;
  }
}

/** Call this when its runs have a supervisor that they do not outlive, or when no runs are left. */
export function removeJournal(stateDir: string): void {
  rmSync(pathIn(stateDir), { force: true });
}

const pathIn = (stateDir: string) => join(stateDir, 'journal.log');

const WHAT_THEN = 'what the last zdev left running is stopped, and everything starts again';
const DAMAGED: JournalRead = { journal: null, notice: `its journal is damaged: ${WHAT_THEN}` };

function isCopy({ session, stateDir }: Journal, here: string): boolean {
  if (stateDir === '' || stateDir === here) return false;
  try {
    return (JSON.parse(readPrivate(pathIn(stateDir)) ?? '{}') as Partial<Journal>).session === session;
  } catch {
    return false;
  }
}
