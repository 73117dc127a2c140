/** A word for a POSIX shell that means exactly this text. It may have line breaks in it. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What ends a line for any of the tools that read such files. */
export const LINE_BREAKS = /[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/;

/**
 * A shell script on one line, for formats that have no line breaks; `avoid` matches what else the format cannot hold.
 * What is to be avoided is written as an octal number, which `printf` turns back before the shell reads the script.
 */
export function oneLine(script: string, avoid: RegExp = LINE_BREAKS): string {
  return avoid.test(script) ? `eval "$(printf '%b' ${quoted(encode(script, avoid))})"` : script;
}

/** Sets variables for the commands that follow on the same line. */
export function exportLine(env: Readonly<Record<string, string>>, avoid: RegExp = LINE_BREAKS): string {
  const words = Object.entries(env).map(([name, value]) =>
    avoid.test(value)
      ? // the full stop keeps line breaks at the end, which a substitution drops
        `${name}="$(printf '%b.' ${quoted(encode(value, avoid))})"; export ${name}="\${${name}%.}"; `
      : `export ${name}=${quote(value)}; `,
  );
  return words.join('');
}

function encode(text: string, avoid: RegExp): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(new RegExp(avoid.source, 'g'), (char) => Array.from(new TextEncoder().encode(char), octal).join(''));
}

function octal(byte: number): string {
  return `\\0${byte.toString(8).padStart(3, '0')}`;
}

/** Whether a shell takes a variable of this name. */
export function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
