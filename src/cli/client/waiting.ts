import type { RpcClient } from '../../rpc/client.ts';
import type { ResultOf } from '../../rpc/methods.ts';
import type { Row } from '../../rpc/results.ts';
import type { OptionValues } from '../args/options.ts';
import type { Caller } from '../io/command-io.ts';

/** What was asked of which services, and is now waited for. */
export interface Waiting {
  readonly client: RpcClient;
  readonly caller: Caller;
  readonly names: readonly string[];
  readonly until: 'ready' | 'settled' | 'healthy' | 'stopped';
  readonly timeoutMs: number | undefined;
  /** These services before it was asked. */
  readonly before: readonly Row[];
  /** With `json`, the outcome is printed as JSON. */
  readonly values: OptionValues;
  /** What is tried again is waited for. */
  readonly patient?: boolean;
}

/** What came of it. */
export type Outcome = ResultOf<'service.wait'>;
