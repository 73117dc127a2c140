import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { momentText } from '../../present/time.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { matchNames } from '../client/match-names.ts';
import { type FoundProject, findProject } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { readSelection, selected } from '../logs/line-selection.ts';
import { fail } from '../present/error.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';

/**
 * `zdev history`: prints what happened to the services and why, also under earlier supervisors. Returns the exit
 * status.
 */
export async function history(
  values: OptionValues,
  given: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const { record } = values;
  if (record !== undefined && given.length > 0)
    throw new UsageError('--record includes all services: remove the names');
  const selection = readSelection(values, Date.now());
  const place = await findProject(values, io);
  await untilWritten(place);
  const { readFlight } = await import('../../host/flight/flight-read.ts');
  const parts = readFlight(place.stateDir);
  if (parts.length === 0) return fail(io, `there is no history in ${place.dir}`, 'start it with: zdev up -d');
  if (typeof record === 'string') {
    const { maskFlight } = await import('../../host/flight/flight-format.ts');
    return write(resolve(io.cwd, record), maskFlight(parts), io);
  }
  const { historyOf, namesIn } = await import('../../host/flight/flight-history.ts');
  const names = await matchNames(given, namesIn(parts), io);
  if (!names) return EXIT.failed;
  const entries = historyOf(parts)
    .filter(({ service }) => names.length === 0 || (service !== null && names.includes(service)))
    .map((entry) => ({ ...entry, at_ms: entry.atMs }));
  const wanted = [...selected(entries, selection)];
  if (values['json']) {
    const { printJson } = await import('../present/json.ts');
    const { wireCause } = await import('../../rpc/wire/cause.ts');
    const rows = wanted.map(({ at_ms, service, text, level, event, cause }) => {
      return {
        at: new Date(at_ms).toISOString(),
        at_ms,
        service,
        text,
        level,
        event,
        cause: cause && wireCause(cause),
      };
    });
    printJson(io, values, 'history', rows);
    return EXIT.ok;
  }
  const paint = painter(io.color.out);
  const width = Math.max(0, ...wanted.map(({ service }) => service?.length ?? 0));
  const rows = wanted.map(({ at_ms, service, text, level }) => {
    const said = printable(text);
    const name = (service ?? '').padEnd(width);
    return `${paint('dim', momentText(at_ms))} ${name} | ${level === 'error' ? paint('red', said) : said}\n`;
  });
  io.out(rows.join(''));
  return EXIT.ok;
}

/** A supervisor writes each event after at most this time. */
const WRITTEN_AFTER_MS = 100;

/** Waits until a running supervisor has written all events up to now. Its timer for that fires before it answers. */
async function untilWritten({ client }: FoundProject): Promise<void> {
  if (!client) return;
  try {
    await sleep(WRITTEN_AFTER_MS);
    await client.call('system.ping', {}).catch(() => {}); // it has ended meanwhile, and has written everything
  } finally {
    client.close();
  }
}

function write(path: string, text: string, io: CommandIo): number {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    return fail(io, `cannot write ${path}: ${(error as Error).message}`);
  }
  io.err(`wrote ${path}; read it before you share it: it contains commands and the last errors\n`);
  return EXIT.ok;
}
