import type { Row } from '../../rpc/results.ts';
import { type Tracked, track } from '../../rpc/track.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { stateText } from '../present/service.ts';

/**
 * `zdev kill`: sends a signal to process trees. A service may handle other signals as it likes, so the command waits
 * for the end only after SIGKILL. Returns the exit status.
 */
export async function kill(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  if (given.length === 0) return killAll(values, io);
  const { parseSignal, nearestSignal, whyLacked } = await import('../../config/signals.ts');
  const word = String(values['signal'] ?? 'SIGTERM');
  const signal = parseSignal(word);
  if (!signal) {
    const near = nearestSignal(word);
    fail(io, `there is no signal "${word}"`, near === null ? undefined : `did you mean "${near}"?`, 'usage');
    return EXIT.usage;
  }
  const lacked = whyLacked(signal);
  if (lacked) {
    fail(io, `cannot send ${word}: ${lacked}`, undefined, 'usage');
    return EXIT.usage;
  }
  return withClient(values, io, async ({ client }) => {
    const names = await resolveNames(client, given, io);
    if (!names) return EXIT.failed;
    const { services } = await client.call('service.snapshot', { name: names });
    await client.call('service.kill', { name: names, signal });
    const tracked = signal === 'SIGKILL' ? await track(client) : null;
    if (values['json']) return printKilled(services, signal, tracked, { values, io });
    for (const { name, kind, pid } of services) {
      if (tracked && kind !== 'target' && pid !== null) await sayEnd(tracked, name, pid, io);
      else io.out(`${name}: ${signal} sent${kind === 'target' || pid === null ? '' : ` (pid ${pid})`}\n`);
    }
    return EXIT.ok;
  });
}

/** As in overmind: kills everything now. */
async function killAll({ file, signal, json }: OptionValues, io: CommandIo): Promise<number> {
  if (signal !== undefined) throw new UsageError("name the services, or '*' for all");
  const { down } = await import('./down.ts');
  return down({ file, json, timeout: '0' }, [], io);
}

async function printKilled(
  services: readonly Row[],
  signal: string,
  tracked: Tracked | null,
  { values, io }: { readonly values: OptionValues; readonly io: CommandIo },
): Promise<number> {
  const sent = services.map(async ({ name, kind, pid }) => {
    if (tracked && kind !== 'target' && pid !== null) await goneOf(tracked, name, pid);
    return { name, signal, pid, state: (tracked?.rows.get(name) ?? null)?.state ?? null };
  });
  printJson(io, values, 'kill', { ok: true, services: await Promise.all(sent) });
  return EXIT.ok;
}

function goneOf({ rows, onChange }: Pick<Tracked, 'rows' | 'onChange'>, name: string, pid: number): Promise<void> {
  return new Promise<void>((resolve) => {
    const look = () => {
      if (rows.get(name)?.pid !== pid) resolve();
    };
    onChange(look);
    look();
  });
}

/** Waits until this process is gone, and prints the new state of its service. */
async function sayEnd({ rows, onChange }: Tracked, name: string, pid: number, io: CommandIo): Promise<void> {
  await goneOf({ rows, onChange }, name, pid);
  const row = rows.get(name);
  io.out(`${name}: killed (pid ${pid})${row ? `; now ${stateText(row)}` : ''}\n`);
}
