import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProject } from '../../../../src/config/load.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { makeFiles } from '../project.ts';
import { COMPOSE_TABLE, type Expected } from './compose-table.ts';

/** Variables that zdev sets itself. */
const OWN = ['PORT', 'PS'];

function factsOf(spec: ServiceSpec): Expected {
  if (spec.kind === 'target') return { env: {} };
  const waitsFor = [...new Set([...spec.requires, ...spec.after])].sort();
  return {
    env: Object.fromEntries(Object.entries(spec.env).filter(([name]) => !OWN.includes(name))),
    ...(waitsFor.length > 0 ? { waitsFor } : {}),
    ...(spec.port === undefined ? {} : { port: spec.port }),
  };
}

test.each(COMPOSE_TABLE)('zdev reads %j as docker compose does', async (files, expected) => {
  const dir = makeFiles({ ...files, 'bin/docker': '' });
  chmodSync(join(dir, 'bin/docker'), 0o755);
  const { services, diagnostics } = await loadProject({
    cwd: dir,
    file: 'compose.yaml',
    environ: { PATH: join(dir, 'bin'), HOME: dir },
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(Object.fromEntries(services.map((spec) => [spec.name, factsOf(spec)]))).toEqual(expected);
});
