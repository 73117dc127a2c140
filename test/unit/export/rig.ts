import { expect } from 'vitest';
import type { Project } from '../../../src/config/project.ts';
import type { Exported } from '../../../src/export/format.ts';
import { FORMATS } from '../../../src/export/formats.ts';
import { load } from '../config/project.ts';

/** What a format makes of a project. */
export async function exported(format: string, project: Project): Promise<Exported> {
  const { write } = await FORMATS[format]!();
  return write(project);
}

/** What a format makes of a zinit.toml, which must be right, of a project called "shop". */
export async function exportedToml(
  format: string,
  toml: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Exported & { readonly project: Project }> {
  const project = await load({ 'zinit.toml': `[project]\nname = "shop"\n${toml}`, ...files });
  expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { ...(await exported(format, project)), project };
}

/** The text of the only file, or of that name. */
export function textOf({ files }: Exported, path?: string): string {
  const found = path === undefined ? files[0] : files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`no ${path} among ${files.map((file) => file.path).join(', ')}`);
  return found.text;
}
