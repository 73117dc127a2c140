/** A word for a POSIX shell that means exactly this text. It may have line breaks in it. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : quoteAlways(text);
}

/** The same, with quotes also where the shell needs none. */
export function quoteAlways(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** An argument list as a line for the shell. */
export const commandLine = (words: readonly string[]) => words.map(quote).join(' ');

/** Whether a shell takes a variable of this name. */
export function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
