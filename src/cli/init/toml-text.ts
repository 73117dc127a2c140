import { jsonText } from '../../safe/terminal.ts';
/** A TOML key, quoted if necessary. */
export function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

/** A TOML value. A text of several lines stays on several lines. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'string') return stringText(value);
  if (value === null || typeof value !== 'object') return String(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${keyText(key)} = ${valueText(member)}`);
  return `{ ${members.join(', ')} }`;
}

function stringText(text: string): string {
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(text) || text.includes("'''")) return quoted(text);
  if (text.includes('\n')) return `'''\n${text}'''`;
  return /["\\]/.test(text) && !text.includes("'") ? `'${text}'` : quoted(text);
}

/** A JSON string is a TOML string if DEL is escaped. */
const quoted = (text: string) => jsonText(text);
