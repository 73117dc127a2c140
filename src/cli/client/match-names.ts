import { matching } from '../../config/matching.ts';
import { listText } from '../../present/words.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { CommandIo } from '../io/command-io.ts';
import { fail } from '../present/error.ts';

/** The services that the words name, by the rules of `matching`. Null if a word matches nothing, after saying so. */
export async function resolveNames(
  client: RpcClient,
  given: readonly string[],
  io: CommandIo,
): Promise<string[] | null> {
  return given.length === 0 ? [] : matchNames(given, await client.call('service.list'), io);
}

/** The same, for the given services. */
export async function matchNames(
  given: readonly string[],
  known: readonly string[],
  io: CommandIo,
): Promise<string[] | null> {
  const found = new Set<string>();
  let unknown = false;
  for (const word of given) {
    const matches = matching(word, known);
    for (const name of matches) found.add(name);
    if (matches.length > 0) continue;
    unknown = true;
    await sayUnknown(word, known, io);
  }
  return unknown ? null : [...found];
}

async function sayUnknown(word: string, known: readonly string[], io: CommandIo): Promise<void> {
  if (word.includes('*')) {
    fail(io, `no service matches "${word}"`, `there are: ${listText(known, 30)}`, 'unknown-service');
    return;
  }
  const { nearest } = await import('../../core/suggest.ts');
  const near = nearest(word, known);
  fail(
    io,
    `no service is called "${word}"`,
    near === null ? `there are: ${listText(known, 30)}` : `did you mean "${near}"?`,
    'unknown-service',
  );
}
