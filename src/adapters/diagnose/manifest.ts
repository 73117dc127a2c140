import { join, relative } from 'node:path';
import { kindOf } from './files.ts';
import { findBelow } from './place.ts';
import type { Failed, Found } from './request.ts';

/** Messages of tools when a directory lacks the file that makes it one of their projects. */
const MANIFESTS: readonly { readonly said: RegExp; readonly file: string }[] = [
  { said: /could not find `?Cargo\.toml`?/, file: 'Cargo.toml' },
  { said: /go\.mod file not found|cannot find main module/, file: 'go.mod' },
  { said: /Could not locate Gemfile/, file: 'Gemfile' },
  { said: /(?:could not find a|No) pyproject\.toml/i, file: 'pyproject.toml' },
  { said: /Composer could not find a composer\.json/, file: 'composer.json' },
  { said: /[Nn]o makefile found/, file: 'Makefile' },
  { said: /No [Jj]ustfile found/, file: 'justfile' },
  { said: /No Rakefile found/, file: 'Rakefile' },
  { said: /no POM in this directory|requires a project to execute but there is no POM/, file: 'pom.xml' },
  { said: /does not contain a Gradle build/, file: 'build.gradle' },
  { said: /Could not find a Mix\.Project/, file: 'mix.exs' },
  { said: /no configuration file provided: not found/, file: 'compose.yaml' },
];

/** A tool runs in a directory that is not one of its projects. */
export function lookAtManifest({ output, dir, root }: Failed): Found | null {
  for (const { said, file } of MANIFESTS) {
    if (kindOf(join(dir, file)) !== 'missing' || !output.some((line) => said.test(line))) continue;
    const below = findBelow(dir, file);
    const inDir = below === null ? null : relative(root, join(dir, below));
    return { trouble: { type: 'file-missing', path: file, near: null, inDir }, awaited: [join(dir, file)] };
  }
  return null;
}
