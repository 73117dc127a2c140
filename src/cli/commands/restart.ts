import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { timeoutMs } from '../args/seconds.ts';
import { printAsked } from '../client/asked-json.ts';
import { sayChanged } from '../client/config-changed.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { waitForServices } from '../client/wait-for-services.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/** `zdev restart`: stops services and starts them again. Returns the exit status. */
export async function restart(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const limitMs = timeoutMs(values);
  return withClient(values, io, async ({ client }) => {
    const names = given.length > 0 ? await resolveNames(client, given, io) : await wanted(client);
    if (!names) return EXIT.failed;
    await sayChanged(client, io);
    await client.call('service.restart', { name: names, dependents: values['dependents'] === true });
    if (values['no-wait']) return printAsked(client, names, values, io);
    return waitForServices({ client, io, names, until: 'settled', timeoutMs: limitMs, before: [], values });
  });
}

/** Without names: all services that should run, whether they do or not. If everything was stopped: all of them. */
async function wanted(client: RpcClient): Promise<string[]> {
  const { services } = await client.call('service.snapshot');
  const up = services.filter(({ intent }) => intent === 'up');
  return (up.length > 0 ? up : services).map(({ name }) => name);
}
