/** A text to the left of the cursor that may be a prompt is no longer than this: the rest is output. */
const MAX_PROMPT = 200;

/** Signs that a question ends with. */
const ENDINGS = /(?:[?:>$#❯›»]|\[[^[\]]*\]|\([^()]*\/[^()]*\)|^\([^()]+\))$/;
const WORDS = /\b(?:press|hit|type|enter|continue|password|passphrase|choose|select)\b/i;
/** Work that is under way: `Building...`, `[=====>   ]`, `12%`, `3/10`. */
const PROGRESS = /(?:\.\.|…|[\d\s]%|\d\s*\/\s*\d+\)?|\[[=#\-. >*█░▒]*\])$/;

/**
 * What a program asks with a line that it has left unfinished: its text, or null where it is rather a message that is not
 * over. With `reads`, one of its processes waits for a line: then it is a question unless it is empty.
 */
export function promptIn(line: string, reads: boolean): string | null {
  const text = line.replace(/[\0-\x1f\x7f]/g, '').trim();
  if (text === '' || text.length > MAX_PROMPT) return null;
  if (reads) return text;
  if (PROGRESS.test(text)) return null;
  return ENDINGS.test(text) || WORDS.test(text) ? text : null;
}
