import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { tempDir } from '../../helpers/temp.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A forgotten place: what is planted where, and the files that must not compile then. */
interface Plant {
  readonly in: string;
  readonly replace: readonly [string, string];
  readonly breaks: readonly string[];
}

const PLANTS: Readonly<Record<string, Plant>> = {
  'a probe kind without its pauses, target, prober, command and export row': {
    in: 'src/core/service.ts',
    replace: ["'tcp' | 'http' | 'exec' | 'log'", "'tcp' | 'http' | 'exec' | 'log' | 'grpc'"],
    breaks: [
      'src/core/probing.ts',
      'src/config/health.ts',
      'src/adapters/probe/index.ts',
      'src/export/check-command.ts',
      'src/export/features.ts',
    ],
  },
  'a config key without a field in the core': {
    in: 'src/config/keys.ts',
    replace: ['    url: key(', "    planted: key(is.text(), 'Planted.'),\n    url: key("],
    breaks: ['src/config/spec.ts'],
  },
  'a command row without an action': {
    in: 'src/cli/args/options.ts',
    replace: ["name: 'init',", "name: 'planted',"],
    breaks: ['src/cli/program.ts'],
  },
  'a misspelt option': {
    in: 'src/cli/commands/down.ts',
    replace: ["values['keep']", "values['kep']"],
    breaks: ['src/cli/commands/down.ts'],
  },
  'a key of the screen without an action': {
    in: 'src/tui/model/keymap.ts',
    replace: ["row('open-url',", "row('planted', ['O'], BROWSING, 'services', 'planted'),\n  row('open-url',"],
    breaks: ['src/tui/actions/actions.ts'],
  },
  'a method without a handler': {
    in: 'src/rpc/methods/service.ts',
    replace: [
      "  'service.list': {",
      "  'service.planted': { summary: 'Planted', params: {}, result: Ok },\n  'service.list': {",
    ],
    breaks: ['src/rpc/handlers.ts'],
  },
};

const BREAKS = Object.values(PLANTS).flatMap((plant) => plant.breaks);

// That these files compile as they are is a check of its own: `npm run typecheck`.
test('what lacks its counterpart does not compile', () => {
  const broken = brokenFiles(Object.values(PLANTS));
  const missed = Object.entries(PLANTS).filter(([, { breaks }]) => !breaks.every((file) => broken.includes(file)));
  expect(missed.map(([name]) => name)).toEqual([]);
}, 60_000);

/** Imports that ARCHITECTURE.md does not allow, with the rule that finds them. */
const IMPORTS: readonly (readonly [file: string, imported: string, rule: string])[] = [
  ['src/core/planted.ts', 'node:fs', 'core-is-pure'],
  ['src/core/planted.ts', '../config/load.ts', 'core-is-pure'],
  ['src/text/planted.ts', '../core/step.ts', 'text-is-pure'],
  ['src/present/planted.ts', 'node:fs', 'no-node-in-pure-layers'],
  ['src/tui/model/planted.ts', '../term/input.ts', 'the-model-is-pure'],
  ['src/tui/planted.ts', 'ink', 'ink-in-one-place'],
  ['src/host/planted.ts', 'chokidar', 'chokidar-in-one-place'],
  ['src/host/planted.ts', 'node-pty', 'node-pty-in-one-place'],
  ['src/adapters/log/planted.ts', '../process/table.ts', 'adapters-are-apart'],
  ['src/cli/commands/ps.ts', '../../host/session.ts', 'commands-that-ask-a-supervisor-know-no-host'],
  ['src/rpc/planted.ts', '../host/session.ts', 'nothing-imports-host'],
];

test('each import that crosses a layer is found', () => {
  const dir = tempDir();
  const files = new Map<string, string>();
  for (const [file, imported] of IMPORTS) {
    files.set(file, `${files.get(file) ?? ''}import '${imported}';\n`);
    if (imported.startsWith('.'))
      files.set(join(dirname(file), imported), files.get(join(dirname(file), imported)) ?? '');
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  writeFileSync(join(dir, 'package.json'), readFileSync(join(root, 'package.json')));
  writeFileSync(
    join(dir, 'tsconfig.json'),
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }',
  );
  writeFileSync(join(dir, 'rules.cjs'), readFileSync(join(root, '.dependency-cruiser.cjs')));
  const found = violations(dir);
  expect(IMPORTS.filter(([file, , rule]) => !found.has(`${rule} ${file}`))).toEqual([]);
}, 60_000);

/** `RULE FILE` of each violation that dependency-cruiser finds in a directory. */
function violations(dir: string): ReadonlySet<string> {
  const script = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [script, 'src', '--config', 'rules.cjs', '--output-type', 'json', '--ignore-known', 'none.json'];
  writeFileSync(join(dir, 'none.json'), '[]');
  const text = execFileSync(process.execPath, args, { cwd: dir, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const { summary } = JSON.parse(text) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
}

/** Those of `BREAKS` that have a mistake of types when these plants are there. */
function brokenFiles(plants: readonly Plant[]): string[] {
  const planted = new Map(
    plants.map(({ in: place, replace }) => {
      const text = readFileSync(join(root, place), 'utf8');
      expect(text, place).toContain(replace[0]);
      return [join(root, place), text.replace(...replace)];
    }),
  );
  const host = ts.createCompilerHost(OPTIONS);
  const plain = host.getSourceFile;
  host.getSourceFile = (file, version, ...rest) => {
    const text = planted.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version, true);
    return plain(file, version, ...rest);
  };
  const program = ts.createProgram({ rootNames: BREAKS.map((file) => join(root, file)), options: OPTIONS, host });
  return BREAKS.filter((file) => program.getSemanticDiagnostics(program.getSourceFile(join(root, file))).length > 0);
}

const OPTIONS = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
).options;
