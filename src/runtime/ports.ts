/**
 * The interfaces that adapters fill. The runtime knows the system only through these;
 * tests and the simulator fill them with their own.
 */
import type { ContainerSpec } from '../core/container.ts';
import type { ConfigPlace, Diagnosis, RunEnd } from '../core/diagnosis.ts';
import type { Effect, Purpose } from '../core/effect.ts';
import type { Event, LeftProcess } from '../core/event.ts';
import type { ProbeError } from '../core/observation.ts';
import type { PortHolder } from '../core/port-holder.ts';
import type { RunIdentity } from '../core/restored.ts';
import type { HealthSpec, ProcessSpec, SignalName, WatchSpec } from '../core/service.ts';
import type { State } from '../core/state.ts';

/** Time, as the core sees it: milliseconds that never jump back. */
export interface Clock {
  nowMs(): number;
  /** Calls `fire` once, at or after `atMs`. Returns the way to cancel it. */
  at(atMs: number, fire: () => void): () => void;
}

/** What a process was started for. */
export interface SpawnRequest {
  readonly spec: ProcessSpec;
  readonly run: number;
  /** Which of its commands. Of a service in a container, the one that serves is the container itself. */
  readonly purpose: Purpose;
  /** The command line for `/bin/sh -c`. */
  readonly command: string;
  /** True for a pty, false for a pipe. */
  readonly tty: boolean;
  /** Of the pty, in characters; 80 by 24 without it. */
  readonly size?: { readonly columns: number; readonly rows: number };
  /** Descriptors of this process that the command gets, from `SOCKETS_FROM` on. */
  readonly sockets?: readonly number[];
  /** Stdin is open, and nothing comes. Without it, it is at its end, on a pty too. */
  readonly stdin?: 'open';
}

/** A run that an earlier supervisor started. */
export interface AdoptRequest {
  readonly spec: ProcessSpec;
  readonly run: number;
  readonly identity: RunIdentity;
}

/**
 * What a process reports. Each is called at most once, in this order, and never before `spawn` has returned. Output may
 * come at any time before `treeGone`, and after it only when the sink was behind for long; `OutputSink.end` comes last.
 */
export interface ProcessEvents {
  /** `news` is what was not known, or is out of date, in its spec. */
  spawned(pid: number, news?: BornWith): void;
  spawnFailed(message: string): void;
  /** `left` is who of the run was still there, where it ended well by itself and is no oneshot. */
  exited(code: number | null, signal: SignalName | null, left?: readonly LeftProcess[]): void;
  /** Its processes are suspended, or go on. May be called any number of times between `spawned` and `exited`. */
  suspended?(is: boolean): void;
  /** Nothing of the run is left and all its output has been handed over. */
  treeGone(): void;
}

/** What a run was born with, where its spec does not say it. */
export interface BornWith {
  /** In place of the `env` of the spec: env files are read again for each run. */
  readonly env?: ProcessSpec['env'];
  /** The health check of the image of its container. */
  readonly health?: HealthSpec;
}

/** A run of a service, from the outside. */
export interface ProcessHandle {
  readonly pid: number | null;
  /**
   * Whether its leader wants to work and hardly gets to, on a machine that is busy, or has ended and nobody has noticed: then
   * it has not lived as long as the clock says. Undefined where that cannot be seen.
   */
  isHeldUp?(): boolean;
  /** By what a later supervisor can adopt it, from `spawned` on; undefined when it cannot be adopted. */
  readonly identity?: RunIdentity | undefined;
  /**
   * Signals the group now, and what is left of its marked descendants outside it when the group is gone. Harmless once
   * all are gone; a signal sent before `spawned` is sent then. Unless `bare`, who is suspended is continued after it.
   */
  signal(signal: SignalName, options?: { readonly bare?: boolean }): void;
  /** Whether it has a pty: the two that follow then do something. */
  readonly isTerminal?: boolean;
  /** Only with a pty: tells the program that its terminal has a new size. */
  resize?(cols: number, rows: number): void;
  /** Only with a pty: types. */
  write?(data: string | Buffer): void;
}

/** Starts process trees and ends them wholly. */
export interface ProcessHost {
  spawn(request: SpawnRequest, output: OutputSink, events: ProcessEvents): ProcessHandle;
  /**
   * Goes on with a run of an earlier supervisor: its output, the end of its leader, its clearing away. One that has ended
   * meanwhile is reported as ended, with its status.
   */
  adopt(
    request: AdoptRequest,
    output: OutputSink,
    events: Pick<ProcessEvents, 'exited' | 'suspended' | 'treeGone'>,
  ): ProcessHandle;
}

/**
 * Where the bytes of a run go. `write` gets chunks as they were read, and must copy what it keeps: the buffer is
 * used again. It returns false when the reader is behind: the source then stops reading until `onDrain` calls back.
 */
export interface OutputSink {
  write(chunk: Buffer): boolean;
  /** Calls back once, when output is wanted again. */
  onDrain(resume: () => void): void;
  /** No more bytes will come from this run. */
  end(): void;
}

/** The verdict of one probe. */
export interface ProbeOutcome {
  readonly ok: boolean;
  /** What it saw; null when ok. */
  readonly error: ProbeError | null;
  /** Whether the service itself answered (an HTTP status, a command that ran), so that the probe cost it something. */
  readonly answered: boolean;
  /** Who took the connection, where one was made. */
  readonly peer?: { readonly address: string; readonly port: number } | null;
  /** It passed, and here is why that may mean nothing. */
  readonly doubt?: ProbeError | null;
}

/** What a probe is told. */
export interface ProbeRequest {
  readonly health: HealthSpec;
  /** In which the service runs; a check of type `exec` may be run in it. */
  readonly container?: ContainerSpec;
  /** For `exec`: the directory and the environment of the service. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whose check it is. `pid` leads the run; null where that is not known. */
  readonly of: {
    readonly name: string;
    readonly run: number;
    readonly pid: number | null;
    readonly port: number | undefined;
  };
  /** Ends the probe early; it then settles with any outcome, which is dropped. */
  readonly signal: AbortSignal;
}

/** One kind of health check. Settles within `health.timeoutMs`, and never rejects. */
export type Prober = (request: ProbeRequest) => Promise<ProbeOutcome>;

/** A failed run that is to be looked into. */
export interface FailedRun {
  readonly spec: ProcessSpec;
  readonly run: number;
  readonly purpose: Purpose;
  readonly end: RunEnd;
  /** What was said in its place where it could not be started. */
  readonly said?: string | undefined;
}

/** Calls `mended` once, when what the run lacked is there; `paths` are where it may appear. `signal` ends the wait. */
export type MendingWaiter = (options: {
  readonly name: string;
  readonly run: number;
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly mended: () => void;
}) => void;

/** What there is to know of a failed run. */
export interface DiagnoseRequest {
  /** As it was given to `/bin/sh -c`. */
  readonly command: string;
  readonly dir: string;
  /** The project directory: paths in it are told relative to it. */
  readonly root: string;
  /** Where the config says `dir`; null where it does not. */
  readonly dirPlace: ConfigPlace | null;
  /** The whole environment of the run. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The port of the service, if it has one. */
  readonly port: number | undefined;
  /** What it requires. */
  readonly requires: readonly string[];
  /** All services of the project, with their ports. */
  readonly services: readonly { readonly name: string; readonly port: number | undefined }[];
  readonly end: RunEnd;
  /** The programs that may run the container of the service; null where it runs on this machine. */
  readonly engines: readonly string[] | null;
  /** What that run printed, without escape sequences. */
  readonly output: readonly string[];
}

/** Looks who holds a port. Null: nobody. Never rejects. */
export type PortInspector = (port: number) => Promise<PortHolder | null>;

/** A watch that is on. */
export interface FileWatch {
  /** Every later change will be noticed, and a mere touch told from a change. Never rejects. */
  readonly ready: Promise<void>;
  /**
   * To be asked before the files are used, by a run that is about to start. Null: nothing has begun to change since it was
   * asked last. Otherwise settles when they are quiet; what changes until then is not reported. Never rejects.
   */
  settled(): Promise<void> | null;
  close(): Promise<void>;
}

/**
 * Watches files; `changed` gets the absolute paths of one burst. `failed` is called at most once, with what to do about
 * it: some changes will go unnoticed.
 */
export interface FileWatcher {
  watch(options: {
    readonly spec: WatchSpec;
    /** Patterns and ignore files are relative to this. */
    readonly dir: string;
    /** Where the search for `.gitignore` files ends. */
    readonly root: string;
    /**
     * A file has changed, and it and others may change on. True: something is done about that, by a run that will ask
     * `settled`, so the burst is not reported.
     */
    readonly begins?: (paths: readonly string[]) => boolean;
    readonly changed: (paths: readonly string[]) => void;
    readonly failed: (message: string) => void;
  }): FileWatch;
}

/** Waits for an output line of a run. Calls `matched` at most once; `signal` ends the wait. */
export type LineWaiter = (options: {
  readonly name: string;
  readonly run: number;
  /** A regular expression, as written in the config. */
  readonly pattern: string;
  readonly signal: AbortSignal;
  readonly matched: () => void;
  /** Tells now and then what has come instead. */
  readonly noted: (error: ProbeError) => void;
}) => void;

/** Takes down what the core was told and what it decided. Called for every event: must be quick, and never throws. */
export interface EventRecorder {
  /** `previous` is the state that the event came upon. */
  record(done: {
    readonly event: Event;
    readonly nowMs: number;
    readonly effects: readonly Effect[];
    readonly previous: State;
  }): void;
}

/** Everything that the supervisor needs of the world. */
export interface Ports {
  readonly clock: Clock;
  readonly recorder?: EventRecorder;
  readonly processes: ProcessHost;
  readonly probe: Prober;
  readonly awaitLine: LineWaiter;
  readonly inspectPort: PortInspector;
  /** Finds out why a run failed. */
  readonly diagnose: (failed: FailedRun) => Promise<Diagnosis>;
  readonly awaitMending: MendingWaiter;
  /** Holds new connections of a service, and settles when none waits for an answer, or soon. Where there are fronts. */
  readonly drain?: (name: string) => Promise<void>;
  /** Where the output of a run goes. */
  readonly output: (
    run: { readonly name: string; readonly run: number; readonly purpose: Purpose },
    /** Whether it is to have a pty. */
    tty: boolean,
  ) => OutputSink;
  /** Types on the pty of a run; false where it has none. */
  readonly typeKeys: (run: { readonly name: string; readonly run: number }, keys: readonly string[]) => boolean;
  /** The size of the next pty of a service. */
  readonly terminalSize?: (name: string) => { readonly columns: number; readonly rows: number };
  /** Whether a service gets a pty. */
  readonly wantsTty: (spec: ProcessSpec) => boolean;
}
