import { quote, quoteAlways } from '../core/shell-quote.ts';

/** Characters that end a line for any of the tools that read such files. */
export const LINE_BREAKS = /[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/;

/**
 * A shell script on one line, for formats without line breaks; `avoid` matches other characters that the format cannot
 * contain. Such characters are written as octal numbers, and `printf` turns them back before the shell reads the
 * script.
 */
export function oneLine(script: string, avoid: RegExp = LINE_BREAKS): string {
  return avoid.test(script) ? `eval "$(printf '%b' ${quoteAlways(encode(script, avoid))})"` : script;
}

/** Sets variables for the following commands on the same line. */
export function exportLine(env: Readonly<Record<string, string>>, avoid: RegExp = LINE_BREAKS): string {
  const words = Object.entries(env).map(([name, value]) =>
    avoid.test(value)
      ? // the full stop keeps line breaks at the end, which a substitution drops
        `${name}="$(printf '%b.' ${quoteAlways(encode(value, avoid))})"; export ${name}="\${${name}%.}"; `
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
