import type { ServiceSpec } from '../../src/core/service.ts';
import type { Order } from './stop-orders.ts';
import type { Asked } from './times.ts';

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

/** Nothing is written of these services. */
export function noMemory(specs: Memory['specs']): Memory {
  const none = new Map();
  return { up: new Set(), asleep: new Set(), changedMs: none, asked: none, ordered: none, lastRun: none, specs };
}
