import { createModeKeeper } from './keeper.ts';
import type { TerminalModes } from './modes.ts';
import { type Query, queryOf } from './query.ts';
import type { ControlSequence, ControlString } from './sequence.ts';

/** Follows a program's output on a terminal without drawing it: which modes it has set, and what it asks. */
export interface ModeScanner {
  /** The next bytes. They may end anywhere. */
  write(bytes: Uint8Array): void;
  /** As of the last byte. The same value as long as nothing has changed. */
  readonly modes: TerminalModes;
  /** Whether the last byte is in the middle of a sequence. */
  readonly isUnfinished: boolean;
}

/** What is remembered of a sequence that has not ended yet; the rest of a longer one is passed over. */
const MAX_SEQUENCE_BYTES = 4096;
/** So far a loop is quicker than a search by the system. */
const NEAR = 48;

const BEL = 7;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;

/**
 * Looks only at what follows an escape character, so that plain output costs next to nothing. `asked` is called for each
 * query, with how many bytes of the present `write` were before its end (none, or fewer than 0, is never said).
 */
export function createModeScanner(
  options: { readonly modes?: TerminalModes; readonly asked?: (query: Query, end: number) => void } = {},
): ModeScanner {
  const keeper = createModeKeeper(options.modes);
  const { asked } = options;
  /** The beginning of a sequence that has not ended yet, from its escape character on. */
  let rest: Buffer | null = null;
  /** In a string that is too long to be of interest: what ends it is looked for. */
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

  /** A sequence goes on in the next chunk. */
  function keep(bytes: Buffer, from: number): void {
    if (bytes.length - from <= MAX_SEQUENCE_BYTES) {
      rest = Buffer.from(bytes.subarray(from));
      return;
    }
    const kind = bytes[from + 1];
    if (isStringStart(kind ?? 0)) skipping = kind === 0x5d ? 'osc' : 'other';
  }

  /** One sequence, from behind its escape character. Gives where the next byte is, -1 when it is not over. */
  function sequence(bytes: Buffer, from: number, before: number): number {
    let at = from;
    // control characters within a sequence are carried out, and are no part of it
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
    // Colours are most of all sequences; `CSI >` is none of them.
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

  /** OSC, DCS and the like, from the byte that says which. */
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

/** Null for what is no sequence. */
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

/** Links, images and the like are most of all strings. */
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

/** Where the byte is that ends a string, -1 when it does not end. */
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
