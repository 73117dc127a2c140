import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Diagnostic } from '../../config/diagnostic.ts';
import { openDisk } from '../../config/disk.ts';
import { loadProject } from '../../config/load.ts';
import { formatDiagnostics } from '../../config/print.ts';
import { forTerminal } from '../../safe/terminal.ts';
import type { OptionValues } from '../args/options.ts';
import { type Discoveries, discoverServices } from '../init/discover.ts';
import { renderToml } from '../init/render.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';

const FILE = 'zinit.toml';

/**
 * `zdev init`: writes a zinit.toml from what it finds in the current directory, and says which file each part comes
 * from. Never overwrites an existing one; `--print` only prints it. Returns the exit status.
 */
export async function init(
  values: OptionValues,
  _names: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const dir = realpathSync(io.cwd);
  const path = join(dir, FILE);
  if (!values['print'] && existsSync(path)) return refuse(io);
  const sight = await discoverServices({ dir, disk: openDisk(dir), environ: io.env });
  if (sight.services.length === 0) return nothingFound(sight, io);
  // Comments contain found text unchanged.
  const text = forTerminal(renderToml(sight, { name: basename(dir) || 'project', schema: schemaFor(dir) }));
  const tellJson = (written: boolean, diagnostics: readonly Diagnostic[]) => {
    const { doubts, leftOut: left_out } = sight;
    const services = [...sight.services, ...sight.targets].map(({ name, from }) => ({ name, from }));
    const ok = diagnostics.every(({ severity }) => severity !== 'error');
    printJson(io, values, 'init', { ok, file: FILE, written, text, services, doubts, left_out, diagnostics });
    return ok ? EXIT.ok : EXIT.failed;
  };
  if (values['print']) {
    if (values['json']) return tellJson(false, []);
    io.err(tell(sight));
    io.out(Buffer.from(text));
    return EXIT.ok;
  }
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'EEXIST' ? refuse(io) : fail(io, `cannot write ${FILE}: ${message}`);
  }
  const { diagnostics } = await loadProject({ cwd: dir, environ: io.env });
  if (values['json']) return tellJson(true, diagnostics);
  io.out(`${tell(sight)}wrote ${FILE}; "zdev check" validates it, "zdev up" runs it\n`);
  io.err(formatDiagnostics(diagnostics, { color: io.color.err }));
  return diagnostics.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.ok;
}

function refuse(io: CommandIo): number {
  const hint = '"zdev init --print" prints what it would write; to start again, move the file away first';
  return fail(io, `${FILE} already exists; zdev never overwrites it`, hint);
}

function nothingFound(sight: Discoveries, io: CommandIo): number {
  io.err(tell(sight));
  const hint = 'create a Procfile with a line such as "web: npm start"';
  return fail(io, 'found nothing to run here', hint);
}

/** One line for each service, such as `db  from compose.yaml:4`, and what was left out. */
function tell({ services, targets, leftOut, doubts }: Discoveries): string {
  const all = [...services, ...targets];
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return [
    ...all.map(({ name, from }) => `${name.padEnd(width)}  from ${from}\n`),
    ...doubts.map((doubt) => `look at: ${doubt}\n`),
    ...leftOut.map(({ what, why }) => `left out: ${what}: ${why}\n`),
  ].join('');
}

/**
 * The schema of this zdev, if zdev is installed in the project itself. Otherwise null: the file is committed, and would
 * name a directory that exists only on this machine.
 */
function schemaFor(dir: string): string | null {
  const local = 'node_modules/zdev/schema/zinit.schema.json';
  if (existsSync(join(dir, local))) return `./${local}`;
  const installed = join(dirname(realpathSync(process.argv[1] ?? '.')), '../schema/zinit.schema.json');
  const inside = relative(dir, installed);
  // Outside the project, or in a directory of a package manager or npx, such as `.pnpm`, `.yarn` or `.npm`.
  return /(^|\/)\./.test(inside) ? null : `./${inside}`;
}
