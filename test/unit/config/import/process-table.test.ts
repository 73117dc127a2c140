import { expect, test } from 'vitest';
import { loadProject } from '../../../../src/config/load.ts';
import { makeFiles, service } from '../project.ts';
import { PROCESS_TABLE } from './process-table.ts';

test.each(PROCESS_TABLE)('zdev reads %j as process-compose does', async (files, environ, variables) => {
  const cwd = makeFiles(files);
  const project = await loadProject({ cwd, environ: { HOME: cwd, ...environ } });
  expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const got: Record<string, string> = { ...environ, ...service(project, 'a').env };
  expect(Object.fromEntries(Object.keys(variables).map((name) => [name, got[name] ?? '']))).toEqual(variables);
});
