import { BY_WORTH, type Worth, worthOf } from './error-shapes.ts';

/** How many lines are examined, from the end: earlier lines rarely explain the failure. */
const LOOKED_AT = 2000;

/** A line is cut to this length. */
const MAX_CHARS = 400;

/** How many lines one error may have. */
const MAX_LINES = 3;

/**
 * Returns the lines of a failed run that explain the failure, the most telling one first: the first error-like line and
 * its details. Empty if no line looks like an error.
 * @param output what one run printed, oldest first, without escape sequences
 */
export function errorLines(output: readonly string[]): readonly string[] {
  const lines = output.slice(-LOOKED_AT).map((line) => line.trimEnd());
  const at = firstOf(lines);
  return at === null ? [] : withCompany(lines, at).map((line) => line.trim().slice(0, MAX_CHARS));
}

/** The first line of the highest worth; for a Python traceback, the line that ends it. */
function firstOf(lines: readonly string[]): number | null {
  const traceback = lines.findLastIndex((line) => /^\s*Traceback \(most recent call last\):/.test(line));
  if (traceback !== -1) {
    const end = lines.findIndex((line, i) => i > traceback && line !== '' && !/^\s/.test(line));
    if (end !== -1) return end;
  }
  const firsts = new Map<Worth, number>();
  for (const [i, line] of lines.entries()) {
    const worth = worthOf(line);
    if (worth !== null && !firsts.has(worth)) firsts.set(worth, i);
  }
  for (const worth of BY_WORTH) {
    const at = firsts.get(worth);
    if (at !== undefined) return at;
  }
  return null;
}

/** An error with the details that its tool prints below it. */
function withCompany(lines: readonly string[], at: number): string[] {
  const line = lines[at]!;
  const below = lines.slice(at + 1, at + 1 + REACH);
  // Since Rust 1.73, the message is on the next line.
  if (/panicked at .*:$/.test(line)) return [line, ...below.slice(0, 1)];
  if (HEADING.test(line)) {
    const told = below.filter((each) => each !== '' && !DECORATION.test(each));
    return [line, ...told.slice(0, MAX_LINES - 1)];
  }
  const place = /^SyntaxError\b/.test(line) ? placeAbove(lines, at) : null;
  if (place !== null) return [line, place];
  const cause = causeOf(lines, at);
  if (cause !== null) return [line, cause];
  const notes = lines.slice(at + 1, at + MAX_LINES);
  const end = notes.findIndex((each) => !NOTE.test(each));
  return [line, ...notes.slice(0, end < 0 ? notes.length : end)];
}

/** Node prints the file of a syntax error some lines above it: `/app/server.js:1`. */
function placeAbove(lines: readonly string[], at: number): string | null {
  const found = lines.slice(Math.max(at - REACH, 0), at).findLast((each) => /^(?:file:\/\/)?\/\S+:\d+$/.test(each));
  return found === undefined ? null : `at ${found}`;
}

/** The last `Caused by:` of the trace that begins here: the root cause. */
function causeOf(lines: readonly string[], at: number): string | null {
  let cause: string | null = null;
  for (const line of lines.slice(at + 1)) {
    if (/^Caused by: /.test(line)) cause = line;
    else if (!/^\s|^$/.test(line)) break;
  }
  return cause;
}

/** How far below a heading its message may be. */
const REACH = 8;

/** Headings that announce an error without naming it. */
const HEADING =
  /^\*{3,} .*ERROR|APPLICATION FAILED TO START|^ERROR in |^Failed to compile|What went wrong:$|^error during build:$|^In \S+\.php line \d+:?$/;

const DECORATION = /^\W+$|^Description:$/;

/** Details that postgres and other programs add to an error. */
const NOTE =
  /(?:^|\s)(?:DETAIL|HINT|CONTEXT|Hint|Help|help|Did you mean|Reason|reason): ?|^\s*= (?:help|note): |^npm (?:ERR!|error) (?:Did you mean|\s+npm run)/;
