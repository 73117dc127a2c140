import { preciseClockText } from '../../present/time.ts';
import type { CommandIo } from '../io/command-io.ts';
import { group } from '../present/github.ts';
import { printable } from '../present/text.ts';
import type { OutputLine } from './printer.ts';

/** Prints the output of each service folded under its name, as GitHub Actions supports it. */
export function foldByService(entries: Iterable<OutputLine>, io: CommandIo): void {
  const lines = new Map<string, string[]>();
  for (const { service, at_ms: atMs, text } of entries) {
    const line = `${preciseClockText(atMs)} ${printable(text)}`;
    const known = lines.get(service);
    if (known) known.push(line);
    else lines.set(service, [line]);
  }
  for (const [service, all] of lines) io.out(Buffer.from(group(`output of ${service}`, all)));
}
