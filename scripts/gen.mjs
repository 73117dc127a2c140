/**
 * Generates schema/ and docs/reference/ from the tables: config keys (src/config/keys.ts, src/config/edge/keys.ts),
 * commands (src/cli/args/options.ts), methods (src/rpc/methods.ts), JSON answers of commands (src/cli/json/outputs.ts),
 * export formats (src/export/), and keys of the screen (src/tui/model/keymap.ts). Also generates THIRD-PARTY-LICENSES
 * from what `npm run build` has bundled. With --check, it writes nothing, and fails if one of them is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';
import { thirdPartyLicences } from './licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { projectFile } = await importTypeScript('src/config/keys.ts');
const { EDGE_KEYS } = await importTypeScript('src/config/edge/keys.ts');
const { cliReference } = await importTypeScript('src/cli/args/reference.ts');
const { keysReference } = await importTypeScript('src/tui/model/reference.ts');
const { openRpcDocument, rpcReference } = await importTypeScript('src/rpc/openrpc.ts');
const { exportReference } = await importTypeScript('src/export/reference.ts');
const { cliSchema } = await importTypeScript('src/cli/json/cli-schema.ts');
const schema = jsonSchema(projectFile);
const stale = Object.entries({
  'schema/zinit.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
  'docs/reference/config.md': referencePage(schema),
  'docs/reference/cli.md': cliReference(),
  'docs/reference/keys.md': keysReference(),
  'schema/openrpc.json': `${JSON.stringify(openRpcDocument(), null, 2)}\n`,
  'schema/cli.schema.json': `${JSON.stringify(cliSchema(), null, 2)}\n`,
  'docs/reference/rpc.md': rpcReference(),
  'docs/reference/export.md': await exportReference(),
  'THIRD-PARTY-LICENSES': thirdPartyLicences(root),
}).filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text);

if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is stale: run "npm run gen"`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}

/** Node 20 cannot import TypeScript, so the module is first bundled in memory. */
async function importTypeScript(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    // some libraries load modules of Node with `require`
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(`${root}/`)});`,
    },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

function jsonSchema(table) {
  // our own checks (a name that is not "constructor", a known signal) have no equivalent
  const { $schema, ...rest } = toJsonSchema(table, { errorMode: 'ignore' });
  return { $schema, title: 'zinit.toml', description: 'A project of zdev.', ...rest };
}

function referencePage({ properties: { project, defaults, services, targets } }) {
  const service = services.additionalProperties;
  const target = targets.additionalProperties;
  const watch = service.properties.watch.anyOf.find(({ type }) => type === 'object');
  const sections = [
    ['[project]', project],
    ['[services.NAME]', service],
    ['[services.NAME.lifecycle]', service.properties.lifecycle],
    ['[services.NAME.health]', service.properties.health],
    ['[services.NAME.watch]', watch],
    ['[services.NAME.logging]', service.properties.logging],
    ['[targets.NAME]', target],
    ['[defaults]', defaults],
    ['[defaults.health]', defaults.properties.health],
  ];
  return `${[
    '# Keys of zinit.toml',
    'Generated from `src/config/keys.ts`. [config.md](../config.md) explains the keys. Times are integers in milliseconds.',
    ...sections.flatMap(([title, table]) => [`## \`${title}\``, keyTable(table)]),
    '## `[edge]` of `~/.config/zdev/config.toml`',
    'This is the config of the user, for all projects. More: [ports.md](../ports.md#names).',
    markdownTable(
      EDGE_KEYS.map(({ key, type, fallback, meaning }) => [code(key), type, code(JSON.stringify(fallback)), meaning]),
    ),
  ].join('\n\n')}\n`;
}

function keyTable({ properties, required = [] }) {
  const rows = Object.entries(properties).map(([key, value]) => {
    const fallback = required.includes(key)
      ? 'required'
      : 'default' in value
        ? code(JSON.stringify(value.default))
        : '';
    return [code(key), typeOf(value), fallback, value.description ?? ''];
  });
  return markdownTable(rows);
}

function markdownTable(rows) {
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function typeOf({ type, enum: options, const: only, anyOf, items, additionalProperties }) {
  if (only !== undefined) return code(JSON.stringify(only));
  if (options !== undefined) return options.map((option) => code(JSON.stringify(option))).join(', ');
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  if (type === 'array') return `array of ${plural(typeOf(items))}`;
  if (type === 'object') return additionalProperties ? `table of ${plural(typeOf(additionalProperties))}` : 'table';
  return type;
}

/** `integers`, or `(integers or "auto")`. */
function plural(type) {
  const several = type.replace(/\b(integer|number|string)\b/g, '$1s');
  return several.includes(' or ') ? `(${several})` : several;
}

function code(text) {
  return `\`${text}\``;
}
