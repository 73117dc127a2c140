import type { ListenAddress } from '../../core/service.ts';
import type { EdgeOrder, EdgeReport } from './edge/messages.ts';

/** The options of a front. */
export interface FrontOptions {
  readonly listen: readonly ListenAddress[];
  /** Where connections go once they may. */
  readonly backend: ListenAddress;
  readonly connectTimeoutMs: number;
  /** 0: zdev does not report that no client is connected. */
  readonly idleTimeoutMs: number;
  readonly single: boolean;
}

/** The counters of a front. */
export interface FrontCounts {
  readonly total: number;
  readonly active: number;
  readonly waiting: number;
  readonly toBackend: number;
  readonly fromBackend: number;
}

/** Orders to a front. `id` names the front; `ask` names an answer. */
export type FrontOrder =
  | { readonly type: 'open'; readonly id: string; readonly options: FrontOptions }
  | { readonly type: 'close'; readonly id: string }
  /** Whether connections may go on to the backend. */
  | { readonly type: 'serve'; readonly id: string; readonly serves: boolean }
  | { readonly type: 'drain'; readonly id: string; readonly ask: number }
  | { readonly type: 'count'; readonly ask: number };

/** Messages to the thread of fronts and edge. */
export type Order = FrontOrder | EdgeOrder /** Closes everything and ends the thread. */ | { readonly type: 'end' };

/** Messages from the thread. */
export type Report = FrontReport | EdgeReport;

/** Reports of fronts. */
export type FrontReport =
  | { readonly type: 'listening'; readonly id: string }
  /** An address is not available. The front tries again. */
  | { readonly type: 'refused'; readonly id: string; readonly address: ListenAddress; readonly message: string }
  | { readonly type: 'waiting'; readonly id: string }
  | { readonly type: 'idle'; readonly id: string }
  | { readonly type: 'drained'; readonly ask: number }
  | { readonly type: 'counted'; readonly ask: number; readonly counts: ReadonlyMap<string, FrontCounts> };
