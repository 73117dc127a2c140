import type { OptionValues } from '../args/options.ts';
import { timeoutMs } from '../args/seconds.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { waitForServices } from '../client/wait-for-services.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/** The states that `zdev wait` can wait for. */
export type Until = 'ready' | 'settled' | 'healthy' | 'stopped';

/** `zdev wait`: waits until services are as asked, and reports the result. Returns the exit status. */
export async function wait(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const limitMs = timeoutMs(values);
  const until = (values['until'] ?? 'ready') as Until;
  return withClient(values, io, async ({ client }) => {
    const { services } = await client.call('service.snapshot');
    const wanted = services.filter(({ intent }) => until === 'stopped' || intent === 'up').map(({ name }) => name);
    const names = given.length > 0 ? await resolveNames(client, given, io) : wanted;
    if (!names) return EXIT.failed;
    const before = services.filter(({ name }) => names.includes(name));
    return waitForServices({ client, io, names, until, timeoutMs: limitMs, before, values, patient: true });
  });
}
