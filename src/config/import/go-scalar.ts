/** Plain YAML words for true and false. */
const TRUTHS: Readonly<Record<string, string>> = {
  true: 'true',
  True: 'true',
  TRUE: 'true',
  false: 'false',
  False: 'false',
  FALSE: 'false',
};

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const WHOLE =
  /^(?<sign>[-+]?)(?:0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<plain>[0-9]+))$/;
/** With a `T`, Go wants a zone; with a blank, none. */
const TIMESTAMP =
  /^(?<date>\d{4}-\d{1,2}-\d{1,2})(?:(?:[Tt](?=.*(?:Z|\d{2}:\d{2})$)|[ ](?!.*[-+Z]))(?<time>\d{1,2}:\d{1,2}:\d{1,2})(?:\.(?<part>\d{1,9}))?(?<zone>Z|[-+]\d{2}:\d{2})?)?$/;

/**
 * The text that docker compose makes of a plain YAML scalar. It reads numbers, booleans and dates as such, and writes
 * them again by the rules of Go: `1.50` becomes `1.5`, `0x1F` becomes `31`, `1_000` becomes `1000`.
 */
export function goText(plain: string): string {
  if (Object.hasOwn(TRUTHS, plain)) return TRUTHS[plain]!;
  if (!/^[-+.0-9]/.test(plain)) return plain;
  const date = dateText(plain);
  if (date !== null) return date;
  const bare = plain.replaceAll('_', '');
  return wholeText(bare) ?? (FLOAT.test(bare) ? floatText(Number(bare), plain) : plain);
}

/** Null for anything except a whole number of 64 bits. */
function wholeText(text: string): string | null {
  const parts = WHOLE.exec(text)?.groups;
  if (parts === undefined || /^-0$/.test(text)) return null;
  const { sign, hex, binary, octal, plain } = parts;
  const size = BigInt(
    hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : plain!,
  );
  if (sign === '-' ? size > 2n ** 63n : size >= 2n ** (sign === '+' ? 63n : 64n)) return null;
  return `${sign === '-' && size > 0n ? '-' : ''}${size}`;
}

/** The shortest digits that identify the number, with an exponent for large and small numbers. */
function floatText(value: number, plain: string): string {
  if (!Number.isFinite(value)) return plain;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [digits = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= LARGE) {
    return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return `${sign}${Math.abs(value).toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 21 })}`;
}

const LARGE = 6;

/** In Go, `2024-01-01` is a time. Null for anything else. */
function dateText(text: string): string | null {
  const parts = TIMESTAMP.exec(text)?.groups;
  if (parts === undefined) return null;
  const two = (number: string) => number.padStart(2, '0');
  const [year = '', month = '', day = ''] = parts['date']!.split('-');
  const [hour = '0', minute = '0', second = '0'] = (parts['time'] ?? '').split(':');
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return null;
  const part = parts['part']?.replace(/0+$/, '') ?? '';
  const zone = /^[-+]/.test(parts['zone'] ?? '') ? zoneText(parts['zone']!) : '+0000 UTC';
  const time = [hour || '0', minute, second].map(two).join(':');
  return `${year}-${two(month)}-${two(day)} ${time}${part === '' ? '' : `.${part}`} ${zone}`;
}

function zoneText(zone: string): string {
  const [hours = '', minutes = '00'] = zone.slice(1).split(':');
  const offset = `${zone[0]}${hours.padStart(2, '0')}${minutes}`;
  return offset === '+0000' ? '+0000 UTC' : `${offset} ${offset}`;
}
