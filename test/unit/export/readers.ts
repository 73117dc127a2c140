/** Readers of what is exported, after the rules of the systems that read it: see the manual of each. */

/** A file of `[sections]` with `key=value` lines: the values of each key of a section, in order. */
export function readIni(text: string, section: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) inside = line === `[${section}]`;
    else if (inside && line !== '' && !/^[#;]/.test(line)) {
      const at = line.indexOf('=');
      const key = line.slice(0, at);
      found.set(key, [...(found.get(key) ?? []), line.slice(at + 1)]);
    }
  }
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '"': '"', "'": "'" };

/** systemd.syntax(7), "Quoting", and systemd.unit(5), "Specifiers". */
export function systemdWords(line: string): string[] {
  const words: string[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"|([^\s"]+)/g;
  for (const [, quoted, plain] of line.matchAll(pattern)) words.push(systemdText(quoted ?? plain!));
  return words;
}

function systemdText(text: string): string {
  if (/(?<!%)(?:%%)*%(?!%)/.test(text)) throw new Error(`a specifier: ${text}`);
  return text
    .replaceAll('%%', '%')
    .replace(/\\(x([0-9a-f]{2})|.)/g, (_, char: string, hex?: string) =>
      hex === undefined ? ESCAPES[char]! : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** systemd.service(5), "Command lines": `$$` is `$`, and anything else would be replaced. */
export function systemdCommand(line: string): string[] {
  return systemdWords(line).map((word) => undouble(word, /\$(?!\$)/));
}

/** `$$` is `$`; what `forbidden` finds besides would be taken for a variable. */
export function undouble(text: string, forbidden: RegExp): string {
  const rest = text.replaceAll('$$', '');
  if (forbidden.test(rest)) throw new Error(`a variable: ${text}`);
  return text.replaceAll('$$', '$');
}

/** Python's `shlex.split`. */
export function shlex(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)) {
    words.push(word.replace(/'([^']*)'|\\(.)/g, (_, quoted?: string, escaped?: string) => quoted ?? escaped!));
  }
  return words;
}

/** A value of supervisord: `%%` is `%`, and `;` or `#` after a blank begins a comment. */
export function supervisordValue(text: string): string {
  if (/\s[;#]/.test(text)) throw new Error(`a comment: ${text}`);
  if (/(?<!%)(?:%%)*%(?!%)/.test(text)) throw new Error(`an expansion: ${text}`);
  return text.replaceAll('%%', '%');
}
