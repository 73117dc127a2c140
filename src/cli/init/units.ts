import { isAbsolute, join } from 'node:path';
import { unitsIn } from '../../config/find.ts';
import type { Source } from '../../config/finding.ts';
import { readUnits } from '../../config/units.ts';
import { importDeclared } from './declared.ts';
import { type Discovery, NOTHING, type Surroundings } from './found.ts';

/** Directories that may contain zinit units. */
const UNIT_DIRS = ['zinit', '.zinit', 'zinit.d', 'etc/zinit'];

/** A directory of zinit units. */
export async function findUnits(around: Surroundings): Promise<Discovery> {
  const { dir, disk } = around;
  const file = UNIT_DIRS.find((each) => disk.kind(join(dir, each)) === 'directory');
  const paths = file === undefined ? [] : unitsIn(disk, join(dir, file));
  if (file === undefined || !Array.isArray(paths)) return NOTHING;
  const sources = paths.map((path) => disk.read(path));
  const readable = sources.filter((source): source is Source => !('code' in source));
  if (readable.length === 0) return NOTHING;
  const { services, targets } = await readUnits(readable, sources.length);
  const withDir = services.map((unit) => ({ ...unit, table: { ...unit.table, dir: unitDir(file, unit.table.dir) } }));
  return importDeclared({ around, file, services: withDir, targets });
}

/** Units run in their own directory unless they name another one. */
function unitDir(units: string, own = '.'): string {
  return isAbsolute(own) ? own : join(units, own);
}
