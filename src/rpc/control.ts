import type { Event } from '../core/event.ts';
import type { ReloadPlan } from '../core/reload.ts';
import type { ServiceSpec } from '../core/service.ts';
import type { State } from '../core/state.ts';
import type { Asker } from '../core/trigger.ts';
import type { Mistake } from '../present/mistake.ts';
import type { TerminalModes } from '../vt/modes.ts';

/** A listening socket in front of a service. */
export interface ProxyStatus {
  readonly name: string;
  readonly service: string;
  /** A client has asked for it; the others are in the config. */
  readonly registered: boolean;
  readonly listen: readonly string[];
  readonly backend: string;
  readonly counts: {
    readonly total: number;
    readonly active: number;
    readonly waiting: number;
    readonly toBackend: number;
    readonly fromBackend: number;
  };
}

/** The listening sockets in front of services. */
export interface ProxyControl {
  list(): Promise<readonly ProxyStatus[]>;
  /** Listens until it is unregistered. Gives why that cannot be, for people; null when it listens. */
  register(proxy: {
    readonly name: string;
    readonly service: string;
    readonly listen: readonly string[];
    readonly backend: string;
    readonly connectTimeoutMs: number;
    readonly idleTimeoutMs: number;
    readonly single: boolean;
  }): Promise<string | null>;
  unregister(name: string): void;
}

/**
 * What the methods of the protocol know of the supervisor behind them. The host fills it; tests fill it with a fake.
 * Everything that a person can do to a running project goes through here.
 */
export interface Control {
  /** Version of zdev. */
  readonly version: string;
  /** The project directory, absolute. */
  readonly projectDir: string;
  readonly projectName: string;
  /** The files that the project was read from, absolute and without links. */
  readonly files: readonly string[];
  readonly stateDir: string;
  readonly pid: number;
  /** The state as it is now. Immutable. */
  state(): State;
  /** The clock that `sinceMs` and `startedMs` in the state are on. */
  nowMs(): number;
  /** Calls back once, at or after that time of that clock. Returns the way to cancel it. */
  at(atMs: number, callback: () => void): () => void;
  /** A time of that clock, in milliseconds since 1970. */
  wallMs(ms: number): number;
  /** Hands an event to the supervisor; what it causes at once has happened when this returns. */
  send(event: Event): void;
  /** Calls back after every change of state. Returns the way to stop that. */
  onChange(callback: (next: State, previous: State) => void): () => void;
  readonly logs: LogAccess;
  readonly proxies: ProxyControl;
  /** Reads the config again, and applies it if it has no errors; with a name, only what it says of that service. */
  reload(name?: string, by?: Asker): Promise<ReloadOutcome>;
  /** The files of the config that say something else than what runs: a reload takes them over. */
  changedFiles(): readonly string[];
  /** What is wrong with the config, or with the watching of files, until it is mended. `onChange` tells of changes. */
  mistakes(): readonly Mistake[];
  /**
   * What a browser is given for each service that has a name. Another map when they are others; `onChange` tells of that.
   */
  addresses(): ReadonlyMap<string, string>;
  /** The `PATH` of the supervisor, which services have where their environment does not set another; null without one. */
  readonly searchPath: string | null;
  /** Adds (or, with `replace`, changes) a service at run time. `persist` writes it to the config directory. */
  addService(request: {
    readonly config: unknown;
    readonly persist: boolean;
    readonly replace: boolean;
  }): Promise<AddOutcome>;
  /** Forgets a service that was added at run time, or is in the config (until the next reload). Stops it first. */
  removeService(name: string): Promise<void>;
  /** Processor time and memory of the process trees of these services; those without a process are left out. */
  usage(names: readonly string[]): Promise<ReadonlyMap<string, Usage>>;
  /** The processes of a service's tree, the leader first. */
  processTree(name: string): Promise<readonly ProcessInfo[]>;
  /** Ends the supervisor: with its services, or, with `keep`, leaving them for the next one to adopt. */
  shutdown(options: { readonly keep: boolean; readonly force: boolean; readonly by?: Asker }): void;
  /** Ends who holds a port that a service waits for: the user asked for just that. */
  freePort(port: number): void;
  /** Whether a service runs on a pty now. */
  isOnTerminal(name: string): boolean;
  /** A connection to the pty of a service, for `attach`; null when it has none or does not run. */
  openTerminal(name: string): Terminal | null;
  /** All terminals are shown on one of this size: those that nobody is attached to get it. */
  fitTerminals(size: { readonly columns: number; readonly rows: number }): void;
}

/** A line of output. */
export interface LogEntry {
  /** Where the line begins in all that its service has written, in bytes: unique and growing within a service. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly service: string;
  readonly run: number;
  /** Where it begins in the output of its run, in bytes. */
  readonly at: number;
  readonly text: string;
}

/** The output of a run, up to a place in it: a number of bytes. */
export interface KnownOutput {
  readonly service: string;
  readonly run: number;
  readonly before: number;
}

/** The output of all services, in memory. */
export interface LogAccess {
  /** When the first of it can have come: the start of this supervisor, in milliseconds since 1970. */
  readonly sinceMs: number;
  /**
   * The last lines of one service, or of all of them in the order they came, oldest first; without those that begin in
   * what somebody knows already.
   */
  tail(options: {
    readonly names?: readonly string[];
    readonly lines: number;
    readonly known?: readonly KnownOutput[];
  }): readonly LogEntry[];
  /**
   * What came after a cursor, as far as it is still in memory; `missed` counts the lines that are not. Of very long
   * lines there are fewer than the limit.
   * A cursor is opaque; null means from now on. `next` is the one to go on from.
   */
  since(options: { readonly names?: readonly string[]; readonly cursor: string | null; readonly limit: number }): {
    readonly entries: readonly LogEntry[];
    readonly missed: number;
    readonly next: string;
  };
  /** Calls back, at most every few milliseconds, when there are new lines. Costs nothing while nobody listens. */
  onNew(callback: () => void): () => void;
  /** The output as bytes, from now on; `backlogBytes` of what each service has written last come before. */
  feed(options: { readonly names?: readonly string[]; readonly backlogBytes: number }): OutputFeed;
}

/** Bytes of a service, as it wrote them. */
export interface OutputPiece {
  readonly service: string;
  readonly run: number;
  /** Where it begins in the output of its run, in bytes. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly data: Buffer;
}

/** The way of one reader through the output of services. It waits where it is kept in memory. */
export interface OutputFeed {
  /** What has come since the last time, in the order in which it came; `missed` is no longer in memory. */
  take(maxBytes: number): {
    readonly pieces: readonly OutputPiece[];
    readonly missed: readonly { readonly service: string; readonly bytes: number }[];
    /** There is more now. */
    readonly more: boolean;
  };
  /** Calls back whenever there is more, in the turn in which it came. Returns the way to stop that. */
  onNew(callback: () => void): () => void;
}

export interface Usage {
  /** Of the leader. */
  readonly pid: number;
  readonly memoryBytes: number;
  /** Of one core: since the last time somebody asked, at first since the start of the run. */
  readonly cpuPercent: number;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
  readonly state: string;
}

/** `errors` are the diagnostics, one text each; with any of them nothing was changed. */
export type ReloadOutcome =
  | { readonly ok: true; readonly plan: ReloadPlan; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Why a service could not be added, in zinit's terms. */
export type AddOutcome =
  | {
      readonly ok: true;
      readonly spec: ServiceSpec;
      readonly path: string | null;
      readonly warnings: readonly string[];
    }
  | {
      readonly ok: false;
      readonly reason: 'exists' | 'invalid' | 'missing-dependency' | 'not-found' | 'write-failed';
      readonly errors: readonly string[];
    };

/** What a terminal is at one moment. */
export interface TerminalSnapshot {
  /** How many bytes the run had printed: `onData` goes on from there. */
  readonly at: number;
  readonly columns: number;
  readonly rows: number;
  readonly modes: TerminalModes;
  /** Bytes that draw the screen as it was at `at`, on an empty terminal of that size. Null where that cannot be had. */
  readonly screen: Promise<Buffer | null>;
}

/** A pty, seen from outside. */
export interface Terminal {
  /** The run that it belongs to. */
  readonly run: number;
  /** What the program has set on it now. */
  modes(): TerminalModes;
  /** As it is now, with so many lines above its screen. */
  snapshot(scrollback: number): TerminalSnapshot;
  /** From now on the caller's terminal answers what the program asks. Returns the way to stop that. */
  attend(): () => void;
  write(data: Buffer): void;
  resize(columns: number, rows: number): void;
  /** Everything it prints from now on, as bytes. Returns the way to stop. */
  onData(callback: (chunk: Buffer) => void): () => void;
  onEnd(callback: () => void): () => void;
}
