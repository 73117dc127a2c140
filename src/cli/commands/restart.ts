import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { timeoutMs } from '../args/seconds.ts';
import { printAsked } from '../client/asked-json.ts';
import { sayChanged } from '../client/config-changed.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { settle } from '../client/wait-for-services.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/** `zdev restart`: stops services and starts them again. Returns the exit status. */
export async function restart(
  values: OptionValues,
  given: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  const limitMs = timeoutMs(values);
  return withClient(values, caller, async ({ client }) => {
    const names = given.length > 0 ? await resolveNames(client, given, caller) : await wanted(client);
    if (!names) return EXIT.failed;
    await sayChanged(client, caller);
    await client.call('service.restart', { name: names, dependents: values['dependents'] === true });
    if (values['no-wait']) return printAsked(client, names, values, caller);
    return settle({ client, caller, names, until: 'settled', timeoutMs: limitMs, before: [], values });
  });
}

/** Without names: all services that should run, whether they do or not. If everything was stopped: all of them. */
async function wanted(client: RpcClient): Promise<string[]> {
  const { services } = await client.call('service.snapshot');
  const up = services.filter(({ intent }) => intent === 'up');
  return (up.length > 0 ? up : services).map(({ name }) => name);
}
