import { changedFact, changedText } from '../../present/changed.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { CommandIo } from '../io/command-io.ts';
import { printable } from '../present/text.ts';

/**
 * Says that the config was edited after it was read: someone who restarts a service may expect the edit to have an
 * effect.
 */
export async function sayChanged(client: RpcClient, io: CommandIo): Promise<void> {
  const { changed_files: files } = await client.call('service.snapshot', { name: [] });
  sayChangedFiles(files, io);
}

/** A supervisor of an earlier version does not list the files. */
export function sayChangedFiles(files: readonly string[] | undefined, io: CommandIo): void {
  const text = changedText(files ?? []);
  if (text !== null) io.err(`${printable(text)}\n`);
}

/** The mistakes, except the one that says the same as `changed_files`. */
export function besidesChanged<Each extends { readonly message: string }>(
  mistakes: readonly Each[] | undefined,
  files: readonly string[] | undefined,
): readonly Each[] {
  return (mistakes ?? []).filter(({ message }) => message !== changedFact(files ?? []));
}
