import { set } from './draft.ts';
import { type Field, integerOf, type Rows, readKeys, secondsOf, textOf } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

/** Reads the keys of `shutdown`. */
export const SHUTDOWN: Rows<ProcessScope> = {
  signal(field, at) {
    const signal = integerOf(field, at, 1, 31);
    if (signal !== null) set(at.draft, field, 'lifecycle', { stop_signal: signal });
  },
  timeout_seconds(field, at) {
    const ms = secondsOf(field, at, 1);
    if (ms !== null) set(at.draft, field, 'lifecycle', { stop_timeout_ms: ms });
  },
  command(field, at) {
    at.command.shutdown = { line: textOf(field, at) ?? '', field };
  },
  parent_only: 'zdev signals the whole process group, so no process is left',
  send_keys(field, at) {
    const keys = textOf(field, at);
    if (keys !== null) set(at.draft, field, 'lifecycle', { stop_keys: unescaped(keys) });
  },
};

export function readShutdown(field: Field, at: ProcessScope): void {
  readKeys(field, SHUTDOWN, at);
}

const NAMED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  e: '\x1b',
  a: '\x07',
  b: '\b',
  '\\': '\\',
};

/** Resolves escapes that YAML leaves as they are: `\x03`, `\e`, `\r`. */
function unescaped(text: string): string {
  return text.replace(/\\(?:x([\dA-Fa-f]{2})|(.))/g, (whole, hex?: string, char = '') => {
    return hex === undefined ? (NAMED[char] ?? whole) : String.fromCharCode(Number.parseInt(hex, 16));
  });
}
