import type { RpcClient } from '../../rpc/client.ts';
import { START } from '../args/client-rows.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { timeoutMs } from '../args/seconds.ts';
import { printAsked } from '../client/asked-json.ts';
import { sayChangedFiles } from '../client/config-changed.ts';
import { resolveNames } from '../client/match-names.ts';
import { type FoundProject, findProject, type Running, useClient } from '../client/project-client.ts';
import { waitForServices } from '../client/wait-for-services.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

/**
 * `zdev start`: starts services and what they need. If zdev does not run yet, it does the same as `foreman start`: it
 * brings the project up, with the plain stream. Returns the exit status.
 */
export async function start(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const place = await findProject(values, io);
  const { client, problem } = place;
  if (!client && !problem && !values['no-deps'] && !values['no-wait']) return bringUp(values, given);
  if (client) {
    const mistake = mistakeOf(place, values);
    if (mistake !== null) {
      client.close();
      throw new UsageError(mistake);
    }
  }
  return useClient(place, io, (running) => startServices(running, values, given, io));
}

/**
 * `--timeout` is foreman's name for the time from SIGTERM to SIGKILL. With `--wait`, it limits the waiting as in other
 * commands.
 */
async function bringUp({ timeout, ...values }: OptionValues, names: readonly string[]): Promise<number> {
  const { up } = await import('./up.ts');
  const key = values['wait'] ? 'timeout' : 'stop-timeout';
  return up({ 'no-tui': true, ...(timeout === undefined ? {} : { [key]: timeout }), ...values }, names);
}

/** Options that only make sense for a project that does not run yet. */
function mistakeOf({ dir }: FoundProject, values: OptionValues): string | null {
  const isOwn = (name: string) => START.options.some((row) => row.name === name);
  const tooLate = Object.entries(values).find(([name, value]) => value !== undefined && !isOwn(name))?.[0];
  if (tooLate !== undefined) return `--${tooLate} is for a project that does not run yet, but zdev runs in ${dir}`;
  return null;
}

async function startServices(
  { client }: Running,
  values: OptionValues,
  given: readonly string[],
  io: CommandIo,
): Promise<number> {
  const limitMs = timeoutMs(values);
  const names = given.length > 0 ? await resolveNames(client, given, io) : await atStart(client);
  if (!names) return EXIT.failed;
  const { services: before, changed_files: changed } = await client.call('service.snapshot', { name: names });
  sayChangedFiles(changed, io);
  await client.call('service.start', { name: names, dependencies: values['no-deps'] !== true });
  if (values['no-wait']) return printAsked(client, names, values, io);
  return waitForServices({ client, io, names, until: 'settled', timeoutMs: limitMs, before, values });
}

/** Without names: the services that `up` starts. */
async function atStart(client: RpcClient): Promise<string[]> {
  const { services } = await client.call('service.snapshot');
  return services.filter((row) => row.at_start).map(({ name }) => name);
}
