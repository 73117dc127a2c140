import type { LogEntry as Entry, OutputPiece as Piece } from '../control.ts';
import type { LogEntry, LogLine, OutputPiece } from '../results.ts';
import type { Infer } from '../shape.ts';

/** A line in the form of zdev's own methods. */
export function wireEntry({ service, seq, atMs, run, at, text }: Entry): Infer<typeof LogEntry> {
  return { service, seq, at_ms: atMs, run, at, text };
}

/** Bytes in the form of `events.output`; with `raw`, they follow the message. */
export function wirePiece({ service, run, at, atMs, data }: Piece, raw: boolean): Infer<typeof OutputPiece> {
  return { service, run, at, at_ms: atMs, data: raw ? '' : data.toString('base64'), bytes: data.length };
}

/**
 * A line in the form of `logs.tail`. A service has one stream, in the order of writing; zinit's clients need a name for
 * it.
 */
export function wireLine({ service, atMs, text }: Entry): Infer<typeof LogLine> {
  return { timestamp_ms: atMs, service, stream: 'stdout', content: text };
}

/** A line in the form of `logs.get`. */
export function wireText({ atMs, text }: Entry): string {
  return `${atMs} [stdout] ${text}`;
}

/** The same, among lines of other services. */
export function wireTextOfMany({ service, atMs, text }: Entry): string {
  return `${atMs} [stdout] ${service} | ${text}`;
}
