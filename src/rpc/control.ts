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
  /** A client registered it; the others are in the config. */
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
  /** Listens until it is unregistered. Returns the reason if that is impossible, for people; null if it listens. */
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
 * What the methods of the protocol can do with the supervisor. The host implements it; tests use a fake. Everything
 * that a person can do to a running project goes through here.
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
  /** The current state. Immutable. */
  state(): State;
  /** The clock of `sinceMs` and `startedMs` in the state. */
  nowMs(): number;
  /** Calls back once, at or after that time of that clock. Returns a function that cancels it. */
  at(atMs: number, callback: () => void): () => void;
  /** A time of that clock, in milliseconds since 1970. */
  wallMs(ms: number): number;
  /** Passes an event to the supervisor. Its immediate effects have happened when this returns. */
  send(event: Event): void;
  /** Calls back after every change of state. Returns a function that stops this. */
  onChange(callback: (next: State, previous: State) => void): () => void;
  readonly logs: LogAccess;
  readonly proxies: ProxyControl;
  /** Reads the config again, and applies it if it has no errors; with a name, applies only the part of that service. */
  reload(name?: string, by?: Asker): Promise<ReloadOutcome>;
  /** The files of the config that differ from what runs. A reload applies them. */
  changedFiles(): readonly string[];
  /** Mistakes in the config, or in the watching of files, until they are fixed. `onChange` reports changes. */
  mistakes(): readonly Mistake[];
  /** The address for a browser of each service that has a name. A change makes a new map, and `onChange` reports it. */
  addresses(): ReadonlyMap<string, string>;
  /** The `PATH` of the supervisor, which services get unless their environment sets another; null without one. */
  readonly searchPath: string | null;
  /** Adds (or, with `replace`, changes) a service at run time. `persist` writes it to the config directory. */
  addService(request: {
    readonly config: unknown;
    readonly persist: boolean;
    readonly replace: boolean;
  }): Promise<AddOutcome>;
  /** Stops a service and removes it. If it is in the config, it comes back at the next reload. */
  removeService(name: string): Promise<void>;
  /** Processor time and memory of the process trees of these services. Leaves out services without a process. */
  usage(names: readonly string[]): Promise<ReadonlyMap<string, Usage>>;
  /** The processes of a service's tree, the leader first. */
  processTree(name: string): Promise<readonly ProcessInfo[]>;
  /** Ends the supervisor: with its services, or, with `keep`, without them, so that the next one adopts them. */
  shutdown(options: { readonly keep: boolean; readonly force: boolean; readonly by?: Asker }): void;
  /** Ends the process that holds a port that a service waits for, because the user asked for exactly that. */
  freePort(port: number): void;
  /** Whether a service runs on a pty now. */
  isOnTerminal(name: string): boolean;
  /** A connection to the pty of a service, for `attach`; null if it has none or does not run. */
  openTerminal(name: string): Terminal | null;
  /** Terminals are shown at this size: every terminal that nobody is attached to gets it. */
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

/** The output of a run up to a place, given as a number of bytes. */
export interface KnownOutput {
  readonly service: string;
  readonly run: number;
  readonly before: number;
}

/** The output of all services, in memory. */
export interface LogAccess {
  /** The start of this supervisor, in milliseconds since 1970. No line in memory is older. */
  readonly sinceMs: number;
  /**
   * The last lines of one service, or of all in the order in which they came, oldest first. Leaves out lines that begin
   * in output that the caller knows already.
   */
  tail(options: {
    readonly names?: readonly string[];
    readonly lines: number;
    readonly known?: readonly KnownOutput[];
  }): readonly LogEntry[];
  /**
   * The lines after a cursor, if still in memory; `missed` counts those that are not. If lines are very long, there are
   * fewer than the limit. A cursor is opaque; null means from now on. `next` is the cursor to continue from.
   */
  since(options: { readonly names?: readonly string[]; readonly cursor: string | null; readonly limit: number }): {
    readonly entries: readonly LogEntry[];
    readonly missed: number;
    readonly next: string;
  };
  /** Calls back when there are new lines, at most every few milliseconds. Costs nothing while nobody listens. */
  onNew(callback: () => void): () => void;
  /** The output as bytes, from now on. It begins with the last `backlogBytes` of each service. */
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

/** The position of one reader in the output of services. Unread output stays only in memory. */
export interface OutputFeed {
  /** The output since the last call, in the order in which it came; `missed` is no longer in memory. */
  take(maxBytes: number): {
    readonly pieces: readonly OutputPiece[];
    readonly missed: readonly { readonly service: string; readonly bytes: number }[];
    /** Whether there is more now. */
    readonly more: boolean;
  };
  /** Calls back whenever there is more, in the turn in which it came. Returns a function that stops this. */
  onNew(callback: () => void): () => void;
}

export interface Usage {
  /** Pid of the leader. */
  readonly pid: number;
  readonly memoryBytes: number;
  /** Percent of one core since the last call, or, at first, since the start of the run. */
  readonly cpuPercent: number;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
  readonly state: string;
}

/** `errors` are the diagnostics, one text each. If there are any, nothing was changed. */
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

/** A terminal at one moment. */
export interface TerminalSnapshot {
  /** How many bytes the run had printed: `onData` continues from there. */
  readonly at: number;
  readonly columns: number;
  readonly rows: number;
  readonly modes: TerminalModes;
  /** Bytes that draw the screen as it was at `at`, on an empty terminal of that size. Null if that is impossible. */
  readonly screen: Promise<Buffer | null>;
}

/** A pty, seen from outside. */
export interface Terminal {
  /** The run that it belongs to. */
  readonly run: number;
  /** The modes that the program has set on it. */
  modes(): TerminalModes;
  /** Its current content, with this many lines above its screen. */
  snapshot(scrollback: number): TerminalSnapshot;
  /** From now on, the caller's terminal answers the program's queries. Returns a function that stops this. */
  attend(): () => void;
  write(data: Buffer): void;
  resize(columns: number, rows: number): void;
  /** Passes everything it prints from now on, as bytes. Returns a function that stops this. */
  onData(callback: (chunk: Buffer) => void): () => void;
  onEnd(callback: () => void): () => void;
}
