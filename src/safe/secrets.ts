/** Replaces a secret. */
const MASK = '***';

/**
 * Whether the name of a variable, option or key says that its value is secret: `API_KEY`, `db-password`, `authToken`.
 */
export function isSecretName(name: string): boolean {
  if (ANYWHERE.test(name)) return true;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => WORDS.has(word)) || (words.length > 1 && words.at(-1) === 'pwd');
}

/**
 * Masks the secrets that can be recognised in a text: values of names that say so (`API_KEY=…`, `--password …`,
 * `"token": "…"`), passwords in URLs, and keys of known forms. Fast if there are none.
 */
export function maskText(text: string): string {
  return mask(text, () => {});
}

/** A secret in a text. */
export interface FoundSecret {
  /** As written, with its quotes. */
  readonly value: string;
  /** Name of its variable or option; null if its form or place shows that it is secret. */
  readonly name: string | null;
}

/** The secrets that can be recognised in a text. */
export function secretsIn(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  mask(text, (secret) => found.push(secret));
  return found;
}

function mask(text: string, tell: (secret: FoundSecret) => void): string {
  const hide = (value: string, name: string | null = null) => {
    tell({ value, name });
    return MASK;
  };
  // The value itself may be a text that contains secrets.
  const assigned = (_found: string, name: string, between: string, value: string) =>
    `${name}${between}${isSecretName(name) ? hide(value, name) : mask(value, tell)}`;
  // The large expressions take a good part of a millisecond to compile, so they are used only where they may find something.
  let masked = text;
  if (text.includes('://'))
    masked = masked.replace(URL_PASSWORD, (_found, before: string, value: string) => `${before}${hide(value)}@`);
  if (NAMED.test(text)) masked = masked.replace(ASSIGNED, assigned).replace(OPTION, assigned);
  return masked
    .replace(BEARER, (_found, before: string, value: string) => `${before}${hide(value)}`)
    .replace(KNOWN_FORM, (value) => hide(value));
}

/** Masks recognised secrets in a JSON value. */
export function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (value === null || typeof value !== 'object') return value;
  const masked = Object.entries(value).map(([name, each]) => {
    return [
      name,
      isSecretName(name) && (typeof each === 'string' || typeof each === 'number') ? MASK : maskValue(each),
    ];
  });
  return Object.fromEntries(masked);
}

const ANYWHERE = /secret|passw(?:or)?d|passphrase|token|credential|api_?key|private_?key/i;
const WORDS = new Set(['key', 'keys', 'pass', 'auth', 'authorization', 'dsn', 'salt', 'jwt', 'pat', 'cookie']);

const QUOTED_OR_WORD = `(?:"(?:[^"\\\\\\n]|\\\\.)*"?|'[^'\\n]*'?|[^\\s"',;&|})\\]]+)`;
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:)([^\s@"'/]+)@/gi;
/**
 * `NAME=value`, `NAME = "value"` (TOML), `NAME: value` and `"name": "value"` (YAML, JSON). A word before a colon may
 * also be part of a sentence.
 */
const ASSIGNED = new RegExp(
  `((?<![\\w-])[A-Za-z_][\\w-]*(?=["']?\\s*=)|(?<=["'])[A-Za-z_][\\w.-]*(?=["']\\s*:)|(?<![\\w-])[A-Za-z][A-Za-z0-9]*_\\w+(?=:\\s))` +
    `(["']?\\s*[=:]\\s*)(?!\\s|=|\\*{3}|["']?\\$\\{?[A-Za-z_])(${QUOTED_OR_WORD})`,
  'g',
);
const OPTION = new RegExp(`(--[A-Za-z][\\w-]*)([= ]\\s*)(?!-|\\*{3}|["']?\\$\\{?[A-Za-z_])(${QUOTED_OR_WORD})`, 'g');
const BEARER = /\b((?:Bearer|Basic)\s+)([\w.+/=~-]{8,})/g;
/** GitHub, GitLab, Slack, Stripe, OpenAI and similar, AWS, Google, npm; JSON Web Tokens. */
const KNOWN_FORM =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|[sr]k[-_](?:live_|test_|proj-|ant-)?[\w-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|npm_\w{30,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g;
/** What every secret name has a part of. */
const NAMED = /secret|pass|token|credential|key|auth|dsn|salt|jwt|pat|cookie|pwd/i;
