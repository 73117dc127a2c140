import { readFileSync } from 'node:fs';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { resolveNames } from '../client/match-names.ts';
import { withClient } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { isTerminal } from '../io/is-terminal.ts';
import { printJson } from '../present/json.ts';

/** `zdev send`: types keys, or the text from stdin, on the terminals of services. Returns the exit status. */
export async function send(
  values: OptionValues,
  [given, ...words]: readonly string[],
  io: CommandIo = systemIo(),
  readInput: () => string | null = stdinText,
): Promise<number> {
  const keys = words[0] === '--' ? words.slice(1) : words;
  const text = keys.length > 0 ? null : readInput();
  if (given === undefined || (keys.length === 0 && !text)) {
    throw new UsageError('add the keys to type, as in zdev send NAME c Enter, or give them on stdin');
  }
  return withClient(values, io, async ({ client }) => {
    const names = await resolveNames(client, [given], io);
    if (!names) return EXIT.failed;
    for (const name of names) await client.call('terminal.write', { name, ...(text === null ? { keys } : { text }) });
    if (values['json']) printJson(io, values, 'send', { ok: true, services: names });
    return EXIT.ok;
  });
}

/** Null if stdin is a terminal, because then nobody meant to send it. */
function stdinText(): string | null {
  return isTerminal(0) ? null : readFileSync(0, 'utf8');
}
