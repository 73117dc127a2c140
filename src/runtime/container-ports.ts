/** The interfaces that the adapter of container engines implements. */
import type { ContainerSpec } from '../core/container.ts';
import type { HealthSpec, SignalName } from '../core/service.ts';

/** The programs of this machine that run containers. No method rejects. */
export interface ContainerEngines {
  /**
   * The first of the given engines that answers. Calls `slow` while one does not answer. `message` says why there is
   * none.
   */
  find(
    candidates: readonly string[],
    slow?: (message: string) => void,
  ): Promise<
    | { readonly ok: true; readonly engine: ContainerEngine }
    | { readonly ok: false; readonly missing: boolean; readonly message: string }
  >;
  /** An engine that is known to exist. */
  engineOf(command: string): ContainerEngine;
  /** The containers of an engine with a label, with all their labels. */
  labelled(
    command: string,
    label: string,
    value: string,
  ): Promise<readonly { readonly name: string; readonly labels: Readonly<Record<string, unknown>> }[]>;
}

/** A program that runs containers. Each call has a time limit. */
export interface ContainerEngine {
  /** Its name or path. */
  readonly command: string;
  create(request: CreateRequest): Promise<ContainerCreation>;
  /** Null if there is no such container, or no answer. */
  inspect(name: string): Promise<ContainerState | null>;
  /** A shell command that starts a container, and passes on its output until it ends, and its exit status. */
  attachLine(name: string, tty: boolean): string;
  /** A shell command that runs a command in a container. */
  execLine(name: string, words: readonly string[]): string;
  /** Signals the first process. False if that failed. */
  signal(name: string, signal: SignalName): Promise<boolean>;
  unpause(name: string): Promise<void>;
  /** Ends a container by force, and removes it. False if it may still exist. */
  remove(name: string): Promise<boolean>;
  /** The last container of a project is gone: removes its network. */
  leaveNetwork(network: string): Promise<void>;
  /** Removes all networks with a label, except those in use. */
  leaveNetworks(label: string, value: string): Promise<void>;
  /** The current resource usage of containers. */
  usage(
    names: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly cpuPercent: number; readonly memoryBytes: number }>>;
}

/** What is needed to create a container. */
export interface CreateRequest {
  readonly container: ContainerSpec;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the values of its `variables` come from. */
  readonly env: Readonly<Record<string, string>>;
  readonly tty: boolean;
  /** Connects its input to that of the client. Default: with a terminal. */
  readonly interactive?: boolean;
  /** It removes itself when it has ended. */
  readonly once?: boolean;
  /** Aborts the creation. */
  readonly signal?: AbortSignal;
}

/** The result of a creation. */
export type ContainerCreation =
  | {
      readonly ok: true;
      /** The signal that ends it in order; null: none is given. */
      readonly stopSignal: string | null;
      /** The health check of its image, if that must be used. */
      readonly health: HealthSpec | null;
    }
  | {
      readonly ok: false;
      /** There is no such engine. */
      readonly missing: boolean;
      readonly message: string;
      /** All output of the engine. */
      readonly output: string;
    };

/** A container at one moment. */
export interface ContainerState {
  readonly id: string;
  readonly running: boolean;
  /** False: its command has never run. */
  readonly started: boolean;
  readonly paused: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Why it could not be started. */
  readonly error: string;
  /** Pid of its first process, on the machine of the engine. 0: it has none. */
  readonly pid: number;
}
