import type { ServiceSpec } from '../../src/core/service.ts';
import type { Tree } from './processes.ts';

/** A run that is to be stopped only after those that required it when that was asked for. */
export interface Order {
  readonly run: number;
  readonly after: ReadonlySet<string>;
  /** Their runs that were there then. */
  readonly born: ReadonlySet<Tree>;
}

/** When something was last asked to run anew, and its last run then: what is as old as that is not what was asked for. */
export interface Asked {
  readonly atMs: number;
  readonly run: number;
}

/** What has been asked for until some moment. */
export interface Memory {
  readonly up: ReadonlySet<string>;
  readonly asleep: ReadonlySet<string>;
  readonly changedMs: ReadonlyMap<string, number>;
  readonly asked: ReadonlyMap<string, Asked>;
  readonly ordered: ReadonlyMap<string, Order>;
  readonly lastRun: ReadonlyMap<string, number>;
  readonly specs: ReadonlyMap<string, ServiceSpec>;
}
