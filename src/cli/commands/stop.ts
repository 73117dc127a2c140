import type { Row } from '../../rpc/results.ts';
import type { OptionValues } from '../args/options.ts';
import { timeoutMs } from '../args/seconds.ts';
import { printAsked } from '../client/asked-json.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { waitForServices } from '../client/wait-for-services.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/** `zdev stop`: stops services until they are started again. Returns the exit status. */
export async function stop(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const limitMs = timeoutMs(values);
  return withClient(values, io, async ({ client }) => {
    const names = await resolveNames(client, given.length > 0 ? given : ['*'], io);
    if (!names) return EXIT.failed;
    const { services } = await client.call('service.snapshot');
    await client.call('service.stop', { name: names });
    if (values['no-wait']) return printAsked(client, names, values, io);
    const before = services.filter(({ name }) => names.includes(name));
    const status = await waitForServices({ client, io, names, until: 'stopped', timeoutMs: limitMs, before, values });
    const { services: after } = await client.call('service.snapshot');
    if (values['json']) return status;
    for (const name of stoppedToo(services, after, names))
      io.out(`${name}: stopped too; it comes back with the rest\n`);
    return status;
  });
}

/** Services that were running, and now wait for a stopped one. */
function stoppedToo(before: readonly Row[], after: readonly Row[], names: readonly string[]): string[] {
  const ran = new Set(before.filter(({ kind, pid }) => kind !== 'target' && pid !== null).map(({ name }) => name));
  return after
    .filter(({ name, state }) => !names.includes(name) && ran.has(name) && state === 'blocked')
    .map(({ name }) => name);
}
