import type { ListenAddress } from '../../core/service.ts';
import type { EdgeOrder, EdgeReport } from './edge/messages.ts';

/** What a front is opened with. */
export interface FrontOptions {
  readonly listen: readonly ListenAddress[];
  /** Where connections go once they may. */
  readonly backend: ListenAddress;
  readonly connectTimeoutMs: number;
  /** 0: zdev does not report that no client is connected. */
  readonly idleTimeoutMs: number;
  readonly single: boolean;
}

/** What a front has counted. */
export interface FrontCounts {
  readonly total: number;
  readonly active: number;
  readonly waiting: number;
  readonly toBackend: number;
  readonly fromBackend: number;
}

/** About fronts. `id` names one; `ask` an answer. */
export type FrontOrder =
  | { readonly type: 'open'; readonly id: string; readonly options: FrontOptions }
  | { readonly type: 'close'; readonly id: string }
  /** Whether connections may go on to the backend. */
  | { readonly type: 'serve'; readonly id: string; readonly serves: boolean }
  | { readonly type: 'drain'; readonly id: string; readonly ask: number }
  | { readonly type: 'count'; readonly ask: number };

/** To the thread of fronts and edge. */
export type Order = FrontOrder | EdgeOrder /** Everything is closed, and the thread ends. */ | { readonly type: 'end' };

/** From the thread. */
export type Report = FrontReport | EdgeReport;

/** What becomes of fronts. */
export type FrontReport =
  | { readonly type: 'listening'; readonly id: string }
  /** An address cannot be listened on; it is tried again. */
  | { readonly type: 'refused'; readonly id: string; readonly address: ListenAddress; readonly message: string }
  | { readonly type: 'waiting'; readonly id: string }
  | { readonly type: 'idle'; readonly id: string }
  | { readonly type: 'drained'; readonly ask: number }
  | { readonly type: 'counted'; readonly ask: number; readonly counts: ReadonlyMap<string, FrontCounts> };
