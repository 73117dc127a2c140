import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../../../src/config/load.ts';
import type { ProcessSpec } from '../../../../src/core/service.ts';
import { brief, makeFiles } from '../project.ts';

export const file = 'compose.yaml';

export interface Options {
  readonly docker?: boolean;
  readonly environ?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** A project with this compose file, and a docker on the PATH that never starts. */
export async function compose(text: string, { docker = true, environ = {}, files = {} }: Options = {}) {
  const dir = makeFiles({ [file]: text, ...files, ...(docker ? { 'bin/docker': '' } : {}) });
  if (docker) chmodSync(join(dir, 'bin/docker'), 0o755);
  return loadProject({ cwd: dir, file, environ: { PATH: join(dir, 'bin'), ...environ } });
}

/** The service `a` with these lines as its keys, and the diagnostics. */
export async function one(lines: string, options: Options = {}) {
  const keys = lines.trim().replaceAll('\n', '\n    ');
  const project = await compose(`services:\n  a:\n    ${keys}\n  other:\n    command: y\n`, options);
  const found = brief(project).map((each) => each.replace(`${file}:`, ''));
  return { a: project.services.find(({ name }) => name === 'a') as ProcessSpec, found, project };
}
