import { basename, join } from 'node:path';
import { parseToml } from '../../config/parse-toml.ts';
import {
  type Discovery,
  type Found,
  type LeftOut,
  nameOf,
  nothingOf,
  readFile,
  SUGGEST_PORT,
  type Surroundings,
} from './found.ts';
import { matchingDirs } from './globs.ts';

interface Manifest {
  readonly package?: { readonly name?: unknown };
  readonly bin?: readonly { readonly name?: unknown }[];
  readonly workspace?: { readonly members?: unknown };
}

/** The programs of a Rust project: those of the package in its root, or of the members of its workspace. */
export function findCargo(around: Surroundings): Discovery {
  const root = readManifest(around, '.');
  if (root === null || 'why' in root) return nothingOf(root);
  const members = root.workspace?.members;
  const patterns = Array.isArray(members) ? members.map(String) : [];
  const paths = ['.', ...matchingDirs(around, patterns)];
  const services = paths.flatMap((path) => programsOf(around, path));
  const unreadable = paths.map((path) => readManifest(around, path)).filter((each) => each !== null && 'why' in each);
  const why = 'no package of it has a program (src/main.rs, src/bin or [[bin]])';
  return { services, leftOut: services.length > 0 ? unreadable : [...unreadable, { what: 'Cargo.toml', why }] };
}

function programsOf(around: Surroundings, path: string): Found[] {
  const { dir, disk } = around;
  const manifest = readManifest(around, path);
  if (manifest === null || 'why' in manifest || manifest.package === undefined) return [];
  const own = String(manifest.package.name ?? basename(join(dir, path)));
  const declared = Array.isArray(manifest.bin) ? manifest.bin : [];
  const named = declared.map(({ name }) => String(name ?? own));
  const found = disk.list(join(dir, path, 'src/bin'));
  const inBin = (Array.isArray(found) ? found : []).map((name) => name.replace(/\.rs$/, ''));
  const main = disk.kind(join(dir, path, 'src/main.rs')) === 'file' && named.length === 0 ? [own] : [];
  const programs = [...new Set([...main, ...named, ...inBin])];
  return programs.map((name): Found => {
    const words = [...(path === '.' ? [] : ['-p', own]), ...(programs.length > 1 ? ['--bin', name] : [])];
    return {
      name: nameOf(name),
      from: join(path, 'Cargo.toml'),
      table: { exec: ['cargo run', ...words].join(' '), watch: [join(path, 'src'), join(path, 'Cargo.toml')] },
      notes: ['It is not known which port it listens on, if any.'],
      confidence: 'low',
      suggestions: [SUGGEST_PORT],
    };
  });
}

function readManifest(around: Surroundings, path: string): Manifest | LeftOut | null {
  const file = join(path, 'Cargo.toml');
  const source = readFile(around, file);
  if (source === null || 'why' in source) return source;
  const { value, problems } = parseToml(source);
  return value === null ? { what: file, why: problems[0]?.message ?? 'not valid TOML' } : value;
}
