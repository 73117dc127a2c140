import type { ControlSequence, ControlString } from './control-sequence.ts';
import { createModeTracker } from './mode-tracker.ts';
import type { TerminalModes } from './modes.ts';
import { type Query, queryOf } from './terminal-query.ts';

/** Follows a program's output on a terminal without drawing it: finds the modes that it sets, and its queries. */
export interface ModeScanner {
  /** Takes the next bytes. They may end anywhere. */
  write(bytes: Uint8Array): void;
  /** The modes after the last byte. The same object while nothing changes. */
  readonly modes: TerminalModes;
  /** Whether the last byte is in the middle of a sequence. */
  readonly isUnfinished: boolean;
}

/** How much of an unfinished sequence is kept; the rest of a longer one is skipped. */
const MAX_SEQUENCE_BYTES = 4096;
/** Up to this distance, a loop is faster than a native search. */
const NEAR = 48;

const BEL = 7;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;

/**
 * Parses only what follows an escape character, so that plain output costs almost nothing. Calls `asked` for each
 * query, with the number of bytes of this `write` up to its end. `end` is never negative or 0.
 */
export function createModeScanner(
  options: { readonly modes?: TerminalModes; readonly asked?: (query: Query, end: number) => void } = {},
): ModeScanner {
  const keeper = createModeTracker(options.modes);
  const { asked } = options;
  /** The beginning of an unfinished sequence, from its escape character on. */
  let rest: Buffer | null = null;
  /** In a string that is too long to be of interest: only its end is searched. */
  let skipping: 'osc' | 'other' | null = null;

  function write(given: Uint8Array): void {
    const chunk = Buffer.isBuffer(given) ? given : Buffer.from(given.buffer, given.byteOffset, given.byteLength);
    const before = rest?.length ?? 0;
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    rest = null;
    let at = 0;
    if (skipping !== null) {
      at = endOfString(bytes, 0, skipping === 'osc');
      if (at < 0) return;
      skipping = null;
    }
    for (at = nextEscape(bytes, at); at >= 0; at = nextEscape(bytes, at)) {
      const next = sequence(bytes, at + 1, before);
      if (next < 0) return keep(bytes, at);
      at = next;
    }
  }

  /** A sequence continues in the next chunk. */
  function keep(bytes: Buffer, from: number): void {
    if (bytes.length - from <= MAX_SEQUENCE_BYTES) {
      rest = Buffer.from(bytes.subarray(from));
      return;
    }
    const kind = bytes[from + 1];
    if (isStringStart(kind ?? 0)) skipping = kind === 0x5d ? 'osc' : 'other';
  }

  /**
   * Reads one sequence, from after its escape character. Returns the place of the next byte, or -1 if it is unfinished.
   */
  function sequence(bytes: Buffer, from: number, before: number): number {
    let at = from;
    // control characters within a sequence are performed, and are not part of it
    while (at < bytes.length && isControl(bytes[at]!)) {
      if (isAbort(bytes[at]!)) return at;
      at++;
    }
    if (at === bytes.length) return -1;
    const kind = bytes[at]!;
    if (kind === 0x5b) return control(bytes, at + 1, before);
    if (isStringStart(kind)) return string(bytes, at, before);
    return plainEscape(bytes, at);
  }

  function plainEscape(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && isPartOfEscape(bytes[at]!)) at++;
    if (at === bytes.length) return -1;
    if (isAbort(bytes[at]!)) return at;
    if (at === from) keeper.escape(bytes[at]!);
    return at + 1;
  }

  /** CSI: parameters, intermediates, final byte. */
  function control(bytes: Buffer, from: number, before: number): number {
    let at = from;
    let byte = 0;
    let hasControls = false;
    for (; at < bytes.length; at++) {
      byte = bytes[at]!;
      if (byte >= 0x40) {
        if (byte === 0x7f) hasControls = true;
        else break;
      } else if (byte < 0x20) {
        if (isAbort(byte)) return at;
        hasControls = true;
      }
    }
    if (at === bytes.length) return -1;
    if (byte >= 0x80) return at;
    // Colours are the most frequent sequences, so they are skipped early; `CSI >` is not one of them.
    if (byte === 0x6d && bytes[from] !== 0x3e && !hasControls) return at + 1;
    const text = bytes.toString('latin1', from, at);
    const command = parse(hasControls ? text.replace(/[\0-\x1f\x7f]/g, '') : text, String.fromCharCode(byte));
    if (command === null) return at + 1;
    keeper.control(command);
    if (asked !== undefined) {
      const query = queryOf(command);
      if (query !== null) asked(query, at + 1 - before);
    }
    return at + 1;
  }

  /** OSC, DCS and similar, from the byte that gives the kind. */
  function string(bytes: Buffer, from: number, before: number): number {
    const end = endOfString(bytes, from + 1, bytes[from] === 0x5d);
    if (end < 0) return -1;
    const byte = bytes[end]!;
    const next = byte === BEL ? end + 1 : end;
    if (byte === CAN || byte === SUB || end - from > MAX_SEQUENCE_BYTES || !mayMatter(bytes, from)) return next;
    const text = bytes.toString('utf8', from + 1, end).replace(/[\0-\x1f]/g, '');
    const command = { type: STRINGS.get(bytes[from]!) ?? 'other', text } as const;
    if (command.type === 'osc') keeper.title(text);
    const query = asked === undefined ? null : queryOf(command);
    if (query !== null) asked?.(query, next - before);
    return next;
  }

  return {
    write,
    get modes() {
      return keeper.modes;
    },
    get isUnfinished() {
      return rest !== null || skipping !== null;
    },
  };
}

const STRINGS = new Map<number, ControlString['type']>([
  [0x5d, 'osc'],
  [0x50, 'dcs'],
]);

const SEQUENCE = /^([<-?]?)([\d;:]*)([ -/]*)$/;

/** Null if the text is not a sequence. */
function parse(text: string, final: string): ControlSequence | null {
  const found = SEQUENCE.exec(text);
  if (found === null) return null;
  const [, prefix = '', params = '', intermediates = ''] = found;
  // of `4:3`, the first number is the parameter
  return {
    type: 'csi',
    prefix,
    params: params.split(';').map((part) => Number.parseInt(part, 10) || 0),
    intermediates,
    final,
  };
}

/** Links, images and similar are the most frequent strings, and do not matter. */
function mayMatter(bytes: Buffer, from: number): boolean {
  const [first, second] = [bytes[from + 1]!, bytes[from + 2]!];
  if (bytes[from] === 0x50) return second === 0x71 && (first === 0x24 || first === 0x2b);
  return bytes[from] === 0x5d && (second === 0x3b ? first !== 0x38 : first === 0x31);
}

function nextEscape(bytes: Buffer, from: number): number {
  const near = Math.min(from + NEAR, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === ESC) return at;
  return near === bytes.length ? -1 : bytes.indexOf(ESC, near);
}

/** The place of the byte that ends a string, or -1 if it does not end. */
function endOfString(bytes: Buffer, from: number, byBell: boolean): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x20 && (isAbort(byte) || (byte === BEL && byBell))) return at;
  }
  return -1;
}

function isAbort(byte: number): boolean {
  return byte === ESC || byte === CAN || byte === SUB;
}

function isControl(byte: number): boolean {
  return byte < 0x20 || byte === 0x7f;
}

function isPartOfEscape(byte: number): boolean {
  return byte < 0x30 && !isAbort(byte);
}

/** DCS, SOS, OSC, PM, APC. */
function isStringStart(byte: number): boolean {
  return byte === 0x50 || byte === 0x58 || (byte >= 0x5d && byte <= 0x5f);
}
