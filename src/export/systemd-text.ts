/** A key and its value. An entry with an empty value is not written. */
export type Entry = readonly [key: string, value: string];

export interface Section {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** The text of a unit file. */
export function unitText(sections: readonly Section[]): string {
  return sections
    .map(({ name, entries }) => {
      const lines = entries.filter(([, text]) => text !== '').map(([key, text]) => `${key}=${text}\n`);
      return `[${name}]\n${lines.join('')}`;
    })
    .join('\n');
}

/** A word in double quotes that means exactly this text in a list of words, such as `Environment=` and `ExecStart=`. */
export function quoteWord(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}

/** A text for people as a value: on one line, and not continued on the next. */
export function value(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .replace(/[\s\\]+$/, '')
    .trim()
    .replaceAll('%', '%%');
}

/** A path as a value without quotes; null if it cannot be written so. */
export function path(text: string): string | null {
  return /[\u0000-\u001f\u007f]|[\s\\]$/.test(text) ? null : text.replaceAll('%', '%%');
}

/** A time span. */
export function timeSpan(ms: number): string {
  return ms % 1000 === 0 ? String(ms / 1000) : `${ms}ms`;
}
