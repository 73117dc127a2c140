import type { InputEvent } from './input-event.ts';
import { keyOf, NO_MODIFIERS, namedKey } from './key.ts';
import { controlSequence, linuxFunctionKey, singleShift } from './key-sequence.ts';

/** What is at one place of the input. */
export type Decoded =
  /** This many bytes, which are an event, or nothing. */
  | { readonly bytes: number; readonly event: InputEvent | null }
  /** The beginning of a paste. */
  | { readonly bytes: number; readonly paste: true }
  /** More bytes must come before it can be decided. */
  | 'incomplete';

/**
 * Decodes what begins at `at`. The input is latin1, one character per byte. The result does not depend on how the bytes
 * were divided. With `final`, nothing more comes, so nothing is incomplete.
 */
export function decodeAt(input: string, at: number, final: boolean): Decoded {
  return input.charCodeAt(at) === ESC ? escapedAt(input, at, final) : characterAt(input, at, final);
}

const ESC = 0x1b;

function escapedAt(input: string, at: number, final: boolean): Decoded {
  const next = input[at + 1];
  if (next === undefined) return final ? { bytes: 1, event: namedKey('esc') } : 'incomplete';
  if (next === '[' || next === 'O' || STRINGS.includes(next)) return sequenceAt(input, at, final);
  if (next === '\x1b') return twoEscapesAt(input, at, final);
  const key = characterAt(input, at + 1, final);
  return key === 'incomplete' ? key : withAlt(key);
}

/** OSC, DCS and APC: answers of terminals. */
const STRINGS = ']P_';

/** An old form of alt with an arrow or similar; otherwise, the first escape is a separate key. */
function twoEscapesAt(input: string, at: number, final: boolean): Decoded {
  const following = escapedAt(input, at + 1, final);
  if (following === 'incomplete') return following;
  if ('event' in following && following.event?.type === 'key' && /^\x1b[[O]./.test(input.slice(at + 1, at + 4)))
    return withAlt(following);
  return { bytes: 1, event: namedKey('esc') };
}

function withAlt(decoded: Exclude<Decoded, 'incomplete'>): Decoded {
  const bytes = decoded.bytes + 1;
  if (!('event' in decoded) || decoded.event?.type !== 'key') return { bytes, event: null };
  const [, before = '', name = ''] = /^(ctrl\+)?(.+)$/.exec(decoded.event.key) ?? [];
  return { bytes, event: { type: 'key', key: `${before}alt+${name}`, text: '' } };
}

function sequenceAt(input: string, at: number, final: boolean): Decoded {
  for (const [pattern, decode] of SEQUENCES) {
    pattern.lastIndex = at;
    const match = pattern.exec(input);
    if (match !== null) return { bytes: match[0].length, ...decode(match) };
  }
  const isUnfinished = matchesAt(UNFINISHED, input, at);
  if (isUnfinished && !final) return 'incomplete';
  BROKEN.lastIndex = at;
  const bytes = isUnfinished ? input.length - at : BROKEN.exec(input)![0].length;
  // `ESC [` without more is alt+[.
  return { bytes, event: bytes === 2 ? namedKey(input[at + 1]!, { ...NO_MODIFIERS, alt: true }) : null };
}

const SEQUENCES: readonly (readonly [
  RegExp,
  (match: RegExpExecArray) => { event: InputEvent | null } | { paste: true },
])[] = [
  [/\x1b\[200~/y, () => ({ paste: true })],
  [/\x1b\[\[(.)/sy, ([, letter = '']) => ({ event: linuxFunctionKey(letter) })],
  // Mouse reports of very old terminals: three bytes that are not keys.
  [/\x1b\[M.{3}/sy, () => ({ event: null })],
  [
    /\x1b\[([0-?]*)([@-LN-Z\\-~]|(?<=[0-?])M)/y,
    ([, parameters = '', last = '']) => ({ event: controlSequence(parameters, last) }),
  ],
  [/\x1b\[[0-?]*[ -/]+[@-~]/y, () => ({ event: null })],
  [/\x1bO([!-~])/y, ([, letter = '']) => ({ event: singleShift(letter) })],
  [
    /\x1b\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})[^\x07\x1b]*(?:\x07|\x1b\\)/iy,
    ([, red = '', green = '', blue = '']) => ({ event: background(red, green, blue) }),
  ],
  [/\x1b[\]P_][^\x07\x1b]*(?:\x07|\x1b\\)/y, () => ({ event: null })],
];

/** The answer about the background: each part in one to four hexadecimal digits. */
function background(...parts: readonly [string, string, string]): InputEvent {
  const [red, green, blue] = parts.map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1));
  return { type: 'background', color: [red ?? 0, green ?? 0, blue ?? 0] };
}

const UNFINISHED = /\x1b(?:\[(?:\[|M.{0,2}|[0-?]*[ -/]*)?|O|[\]P_][^\x07\x1b]*\x1b?)$/sy;

/** The valid part of a sequence that contains an invalid byte. */
const BROKEN = /\x1b(?:\[[0-?]*[ -/]*|[\]P_][^\x07\x1b]*|O)/y;

function matchesAt(pattern: RegExp, input: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(input);
}

/** One code point of UTF-8. Invalid bytes are not a key. */
function characterAt(input: string, at: number, final: boolean): Decoded {
  const lead = input.charCodeAt(at);
  const bytes = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  const character = input.slice(at, at + bytes);
  if (bytes === 1) return { bytes, event: keyOf(lead) };
  if (bytes === 0 || !CONTINUED.test(character)) return { bytes: 1, event: null };
  if (character.length < bytes) return final ? { bytes: character.length, event: null } : 'incomplete';
  const text = Buffer.from(character, 'latin1').toString('utf8');
  return { bytes, event: text.includes('\ufffd') ? null : keyOf(text.codePointAt(0)!) };
}

const CONTINUED = /^.[\x80-\xbf]*$/s;
