/**
 * The interfaces that adapters implement. The runtime knows the system only through these. Tests and the simulator have
 * their own implementations.
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
  /** Calls `fire` once, at or after `atMs`. Returns a function that cancels it. */
  at(atMs: number, fire: () => void): () => void;
}

/** What a process is started for. */
export interface SpawnRequest {
  readonly spec: ProcessSpec;
  readonly run: number;
  /** Which of the service's commands. For a service in a container, the serving command is the container itself. */
  readonly purpose: Purpose;
  /** The command line for `/bin/sh -c`. */
  readonly command: string;
  /** True for a pty, false for a pipe. */
  readonly tty: boolean;
  /** Size of the pty in characters; 80 by 24 by default. */
  readonly size?: { readonly columns: number; readonly rows: number };
  /** Descriptors of this process that the command gets, from `SOCKETS_FROM` on. */
  readonly sockets?: readonly number[];
  /** Stdin is open, and nothing comes. Otherwise it is at its end, even on a pty. */
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
 * come at any time before `treeGone`, and after it only if the sink was behind for long. `OutputSink.end` comes last.
 */
export interface ProcessEvents {
  /** `news` contains the parts of its spec that were unknown or are out of date. */
  spawned(pid: number, news?: BornWith): void;
  spawnFailed(message: string): void;
  /** `left` are the remaining processes of the run, if it ended well by itself and is not a oneshot. */
  exited(code: number | null, signal: SignalName | null, left?: readonly LeftProcess[]): void;
  /** Its processes were suspended, or continue. May be called any number of times between `spawned` and `exited`. */
  suspended?(is: boolean): void;
  /** Nothing of the run is left, and all its output has been passed on. */
  treeGone(): void;
}

/** What a run started with, where its spec does not say it. */
export interface BornWith {
  /** Replaces the `env` of the spec, because env files are read again for each run. */
  readonly env?: ProcessSpec['env'];
  /** The health check of the image of its container. */
  readonly health?: HealthSpec;
}

/** A run of a service, from the outside. */
export interface ProcessHandle {
  readonly pid: number | null;
  /**
   * Whether its leader hardly gets processor time on a busy machine, or has ended unnoticed. Then it has not run as
   * long as the clock says. Undefined if unknown.
   */
  isHeldUp?(): boolean;
  /** How a later supervisor can adopt it, from `spawned` on; undefined if it cannot be adopted. */
  readonly identity?: RunIdentity | undefined;
  /**
   * Signals the group now. If the group is gone, signals the marked descendants outside it. Harmless once all are gone;
   * a signal sent before `spawned` is sent then. Unless `bare`, suspended processes are continued afterwards.
   */
  signal(signal: SignalName, options?: { readonly bare?: boolean }): void;
  /** Whether it has a pty. If not, `resize` and `write` do nothing. */
  readonly isTerminal?: boolean;
  /** Only with a pty: tells the program the new size of its terminal. */
  resize?(cols: number, rows: number): void;
  /** Only with a pty: types. */
  write?(data: string | Buffer): void;
}

/** Starts process trees and ends them completely. */
export interface ProcessHost {
  spawn(request: SpawnRequest, output: OutputSink, events: ProcessEvents): ProcessHandle;
  /**
   * Continues a run of an earlier supervisor: its output, the end of its leader, its cleanup. If it has ended
   * meanwhile, reports that with its status.
   */
  adopt(
    request: AdoptRequest,
    output: OutputSink,
    events: Pick<ProcessEvents, 'exited' | 'suspended' | 'treeGone'>,
  ): ProcessHandle;
}

/**
 * Where the bytes of a run go. `write` gets chunks as they were read, and must copy what it keeps, because the buffer
 * is reused. It returns false when the reader is behind: the source then stops reading until `onDrain` calls back.
 */
export interface OutputSink {
  write(chunk: Buffer): boolean;
  /** Calls back once, when output is wanted again. */
  onDrain(resume: () => void): void;
  /** No more bytes will come from this run. */
  end(): void;
}

/** The result of one probe. */
export interface ProbeOutcome {
  readonly ok: boolean;
  /** What the probe saw; null if ok. */
  readonly error: ProbeError | null;
  /** Whether the service itself answered (an HTTP status, a command that ran), so that the probe cost it something. */
  readonly answered: boolean;
  /** The other end of the connection, if one was made. */
  readonly peer?: { readonly address: string; readonly port: number } | null;
  /** The probe passed, but for this reason that may mean nothing. */
  readonly doubt?: ProbeError | null;
}

/** What a probe needs to know. */
export interface ProbeRequest {
  readonly health: HealthSpec;
  /** The container of the service. A check of type `exec` may run in it. */
  readonly container?: ContainerSpec;
  /** For `exec`: the directory and the environment of the service. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** The service and run of the check. `pid` leads the run; null if unknown. */
  readonly of: {
    readonly name: string;
    readonly run: number;
    readonly pid: number | null;
    readonly port: number | undefined;
  };
  /** Ends the probe early. It then settles with any outcome, which is dropped. */
  readonly signal: AbortSignal;
}

/** One kind of health check. Settles within `health.timeoutMs`, and never rejects. */
export type Prober = (request: ProbeRequest) => Promise<ProbeOutcome>;

/** A failed run to diagnose. */
export interface FailedRun {
  readonly spec: ProcessSpec;
  readonly run: number;
  readonly purpose: Purpose;
  readonly end: RunEnd;
  /** The error message, if the run could not be started. */
  readonly said?: string | undefined;
}

/** Calls `mended` once, when what the run lacked exists; it may appear at `paths`. `signal` ends the wait. */
export type MendingWaiter = (options: {
  readonly name: string;
  readonly run: number;
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly mended: () => void;
}) => void;

/** What is known about a failed run. */
export interface DiagnoseRequest {
  /** As it was passed to `/bin/sh -c`. */
  readonly command: string;
  readonly dir: string;
  /** The project directory. Paths in it are shown relative to it. */
  readonly root: string;
  /** Where the config sets `dir`; null if it does not. */
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
  /** The programs that may run the container of the service; null if it runs on this machine. */
  readonly engines: readonly string[] | null;
  /** The output of that run, without escape sequences. */
  readonly output: readonly string[];
}

/** Finds the process that holds a port. Null: none. Never rejects. */
export type PortInspector = (port: number) => Promise<PortHolder | null>;

/** An active watch. */
export interface FileWatch {
  /** From then on, every change is noticed, and a mere touch is distinguished from a change. Never rejects. */
  readonly ready: Promise<void>;
  /**
   * A run that is about to start calls this before it uses the files. Null: nothing has begun to change since the last
   * call. Otherwise resolves when the files are quiet; changes until then are not reported. Never rejects.
   */
  settled(): Promise<void> | null;
  close(): Promise<void>;
}

/**
 * Watches files. `changed` gets the absolute paths of one burst. `failed` is called at most once, with advice: some
 * changes will go unnoticed.
 */
export interface FileWatcher {
  watch(options: {
    readonly spec: WatchSpec;
    /** Patterns and ignore files are relative to this. */
    readonly dir: string;
    /** Where the search for `.gitignore` files ends. */
    readonly root: string;
    /**
     * A file has changed, and more changes may follow. True: a run that will call `settled` handles them, so the burst
     * is not reported.
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
  /** Reports now and then what came instead. */
  readonly noted: (error: ProbeError) => void;
}) => void;

/** Records what the core was told and what it decided. Called for every event, so it must be fast, and never throws. */
export interface EventRecorder {
  /** `previous` is the state before the event. */
  record(done: {
    readonly event: Event;
    readonly nowMs: number;
    readonly effects: readonly Effect[];
    readonly previous: State;
  }): void;
}

/** Everything that the supervisor needs from the system. */
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
  /** Holds new connections of a service. Resolves when none waits for an answer, or soon. Only with fronts. */
  readonly drain?: (name: string) => Promise<void>;
  /** Where the output of a run goes. */
  readonly output: (
    run: { readonly name: string; readonly run: number; readonly purpose: Purpose },
    /** Whether the run gets a pty. */
    tty: boolean,
  ) => OutputSink;
  /** Types on the pty of a run; false if it has none. */
  readonly typeKeys: (run: { readonly name: string; readonly run: number }, keys: readonly string[]) => boolean;
  /** The size of the next pty of a service. */
  readonly terminalSize?: (name: string) => { readonly columns: number; readonly rows: number };
  /** Whether a service gets a pty. */
  readonly wantsTty: (spec: ProcessSpec) => boolean;
}
