import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import type { CommandIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printJson } from '../present/json.ts';

/** With `--no-wait` and `--json`, prints how the services are now. Returns the exit status. */
export async function printAsked(
  client: RpcClient,
  names: readonly string[],
  values: OptionValues,
  io: CommandIo,
): Promise<number> {
  if (!values['json']) return EXIT.ok;
  const { services } = await client.call('service.snapshot', { name: [...names] });
  printJson(io, values, 'start', {
    ok: true,
    asked: services.map(({ name, intent, state }) => ({ name, intent, state })),
  });
  return EXIT.ok;
}
