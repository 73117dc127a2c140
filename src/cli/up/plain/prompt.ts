const PROMPT_END = /(?:[?:>$#)\]]|\xe2\x9d\xaf|\xe2\x80\xba|\xc2\xbb|\xef\xbc[\x9a\x9f]) ?$/; // UTF-8, as bytes: ❯ › » ： ？
const SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** How much of the end of a line `looksLikePrompt` needs: a prompt may end in a few colour sequences. */
export const PROMPT_END_BYTES = 64;

/**
 * Whether an unfinished line looks like a question: `Continue? (y/n)`, `Password: `, `> `. Unfinished lines of a log
 * usually end in a word or a comma. `end` is the end of the line, in latin1.
 */
export function looksLikePrompt(end: string): boolean {
  return PROMPT_END.test(end.replace(SEQUENCE, ''));
}
