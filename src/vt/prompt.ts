/** The longest text before the cursor that may be a prompt. Longer text is output. */
const MAX_PROMPT = 200;

/** How questions end. */
const ENDINGS = /(?:[?:>$#❯›»]|\[[^[\]]*\]|\([^()]*\/[^()]*\)|^\([^()]+\))$/;
const WORDS = /\b(?:press|hit|type|enter|continue|password|passphrase|choose|select)\b/i;
/** Work in progress: `Building...`, `[=====>   ]`, `12%`, `3/10`. */
const PROGRESS = /(?:\.\.|…|[\d\s]%|\d\s*\/\s*\d+\)?|\[[=#\-. >*█░▒]*\])$/;

/**
 * The question in an unfinished line: its text, or null if it is rather an unfinished message. With `reads`, one of its
 * processes waits for a line: then any text that is not empty is a question.
 */
export function promptIn(line: string, reads: boolean): string | null {
  const text = line.replace(/[\0-\x1f\x7f]/g, '').trim();
  if (text === '' || text.length > MAX_PROMPT) return null;
  if (reads) return text;
  if (PROGRESS.test(text)) return null;
  return ENDINGS.test(text) || WORDS.test(text) ? text : null;
}
