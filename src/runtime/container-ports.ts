/** The interfaces that the adapter of container engines fills. */
import type { ContainerSpec } from '../core/container.ts';
import type { HealthSpec, SignalName } from '../core/service.ts';

/** The programs of this machine that run containers. Nothing here rejects. */
export interface ContainerEngines {
  /** The first of some that answers. While one does not, `slow` is told so. `message` says why there is none. */
  find(
    candidates: readonly string[],
    slow?: (message: string) => void,
  ): Promise<
    | { readonly ok: true; readonly engine: ContainerEngine }
    | { readonly ok: false; readonly missing: boolean; readonly message: string }
  >;
  /** One of which is known that it is there. */
  engineOf(command: string): ContainerEngine;
  /** The containers of an engine that have a label, with all their labels. */
  labelled(
    command: string,
    label: string,
    value: string,
  ): Promise<readonly { readonly name: string; readonly labels: Readonly<Record<string, unknown>> }[]>;
}

/** A program that runs containers. All of it ends within a time limit. */
export interface ContainerEngine {
  /** Its name or path. */
  readonly command: string;
  create(request: CreateRequest): Promise<ContainerCreation>;
  /** Null when there is no such container, or no answer. */
  inspect(name: string): Promise<ContainerState | null>;
  /** A line for the shell that starts a container and passes on its output until it ends, with its exit status. */
  attachLine(name: string, tty: boolean): string;
  /** A line for the shell that runs a command in a container. */
  execLine(name: string, words: readonly string[]): string;
  /** Signals the first process. False when that could not be done. */
  signal(name: string, signal: SignalName): Promise<boolean>;
  unpause(name: string): Promise<void>;
  /** Ends a container by force, and removes it. False when it may still be there. */
  remove(name: string): Promise<boolean>;
  /** The last container of a project is gone: its network goes, too. */
  leaveNetwork(network: string): Promise<void>;
  /** The same for all networks that have a label. One that is in use stays. */
  leaveNetworks(label: string, value: string): Promise<void>;
  /** What containers use now. */
  usage(
    names: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly cpuPercent: number; readonly memoryBytes: number }>>;
}

/** What it takes to make a container. */
export interface CreateRequest {
  readonly container: ContainerSpec;
  readonly labels: Readonly<Record<string, string>>;
  /** What its `variables` are taken from. */
  readonly env: Readonly<Record<string, string>>;
  readonly tty: boolean;
  /** Its input is that of the client. Default: with a terminal. */
  readonly interactive?: boolean;
  /** It removes itself when it has ended. */
  readonly once?: boolean;
  /** Ends the wait for it. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export type ContainerCreation =
  | {
      readonly ok: true;
      /** The signal that ends it in order; null: nothing says one. */
      readonly stopSignal: string | null;
      /** The health check of its image, where that is to be taken. */
      readonly health: HealthSpec | null;
    }
  | {
      readonly ok: false;
      /** There is no such engine. */
      readonly missing: boolean;
      readonly message: string;
      /** All that the engine said. */
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
  /** Of its first process, on the machine where the engine is. 0: it has none. */
  readonly pid: number;
}
