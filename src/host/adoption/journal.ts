import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootId } from '../../adapters/os/boot-id.ts';
import type { RunIdentity } from '../../core/restored.ts';
import type { State } from '../../core/state.ts';
import { readPrivate, writePrivate } from '../../files/private-file.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { ProcessHandle } from '../../runtime/ports.ts';
import { type JournalEntry, journalEntry, readEntry } from './journal-entry.ts';

/** What a supervisor leaves written for the next one, in `.zdev/journal.log`. Wall-clock times, in ms since 1970. */
export interface Journal {
  readonly version: number;
  /** Id of the supervisor that wrote it. */
  readonly session: string;
  /** Id of the project, and where its state was, when that supervisor was started; empty if the journal does not say. */
  readonly project: string;
  readonly stateDir: string;
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
  /** Puts it back if it was deleted. */
  restore(): void;
  /** The last word: with `keep`, for a supervisor that will adopt; without, everything was stopped, and it is removed. */
  close(options: { readonly keep: boolean }): void;
}

const VERSION = 2;
/**
 * How soon a change is written: what a killed supervisor has not written, the next one starts anew. Writing takes at most
 * a twentieth of the time.
 */
const SOONEST_MS = 2;
const LATEST_MS = 50;
const PAUSES = 20;

/**
 * Starts a journal. Its file appears at the first change, and in one piece each time: a reader finds the old one or the
 * new one. `failed` is told once when it cannot be written; services then do not outlive the next supervisor.
 */
export function createJournal(options: {
  readonly stateDir: string;
  readonly project: string;
  readonly session: string;
  readonly handleOf: (name: string, run: number) => ProcessHandle | undefined;
  /** The clock that times in the state are on. */
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
    // What is being stopped for good is not to come back, nor to be adopted.
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

/** What was read: a journal, or why there is none that can be used. Nothing at all is no reason to say something. */
export interface JournalRead {
  readonly journal: Journal | null;
  readonly notice: string | null;
}

/** The journal that the last supervisor of a project left. Never throws. */
export function readJournal(stateDir: string): JournalRead {
  try {
    const text = readPrivate(pathIn(stateDir));
    return text === null ? { journal: null, notice: null } : parse(text, stateDir);
  } catch (error) {
    return { journal: null, notice: `cannot read its journal: ${(error as Error).message}: ${WHAT_THEN}` };
  }
}

/**
 * A journal of another version is read as far as it is understood: what is not known is passed over, and what is missing
 * has its default.
 */
function parse(text: string, stateDir: string): JournalRead {
  try {
    const read = JSON.parse(text) as Partial<Journal>;
    if (typeof read.boot !== 'string' || !Array.isArray(read.services)) return DAMAGED;
    // Of an earlier life of the machine: nothing of it runs.
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
    // Of a project that was copied, and goes on where it was.
    return { journal: isCopy(journal, stateDir) ? null : journal, notice: null };
  } catch {
    return DAMAGED;
  }
}

/** To be called when its runs have a supervisor that will not survive itself, or none are left. */
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
