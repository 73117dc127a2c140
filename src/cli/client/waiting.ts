import type { RpcClient } from '../../rpc/client.ts';
import type { ResultOf } from '../../rpc/methods.ts';
import type { Row } from '../../rpc/results.ts';
import type { OptionValues } from '../args/options.ts';
import type { CommandIo } from '../io/command-io.ts';

/** A request, and the services to wait for. */
export interface Waiting {
  readonly client: RpcClient;
  readonly io: CommandIo;
  readonly names: readonly string[];
  readonly until: 'ready' | 'settled' | 'healthy' | 'stopped';
  readonly timeoutMs: number | undefined;
  /** These services before the request. */
  readonly before: readonly Row[];
  /** With `json`, the outcome is printed as JSON. */
  readonly values: OptionValues;
  /** Keep waiting for services that will be tried again. */
  readonly patient?: boolean;
}

/** The result of waiting. */
export type WaitResult = ResultOf<'service.wait'>;
