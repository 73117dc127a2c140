/** The tables of a unit, by name, as the protocol sends them. */
type Unit = Readonly<Record<string, unknown>>;

/** A unit as a zinit unit file: `[service]`, `[dependencies]`, and so on. */
export function unitFile(unit: Unit): string {
  return Object.entries(unit)
    .filter(([, table]) => isTable(table))
    .map(([name, table]) => `[${name}]\n${lines(table as Unit)}`)
    .join('\n');
}

/** A unit as a table of a zinit.toml: `[services.NAME]`, with its sub-tables. */
export function unitTable(unit: Unit): string {
  const { service, dependencies, ...subTables } = unit;
  const { name, ...keys } = service as Unit;
  const head = `[services.${key(String(name))}]`;
  const own = `${head}\n${lines({ ...keys, ...((dependencies as Unit | undefined) ?? {}) })}`;
  const subs = Object.entries(subTables)
    .filter(([, table]) => isTable(table))
    .map(
      ([name, table]) => `[services.${key(String((service as Unit)['name']))}.${key(name)}]\n${lines(table as Unit)}`,
    );
  return [own, ...subs].join('\n');
}

function lines(table: Unit): string {
  return Object.entries(table)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${key(name)} = ${text(value)}\n`)
    .join('');
}

/** A JSON string is a TOML string, except that TOML wants DEL escaped. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (isTable(value)) {
    const members = Object.entries(value as Unit).map(([name, member]) => `${key(name)} = ${text(member)}`);
    return `{ ${members.join(', ')} }`;
  }
  return JSON.stringify(value).replaceAll('\x7f', '\\u007f');
}

function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : text(name);
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
