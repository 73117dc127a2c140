import { expect, test } from 'vitest';
import { loadProject } from '../../../../src/config/load.ts';
import { makeFiles } from '../project.ts';
import { COMPOSE_SCALARS } from './compose-scalars.ts';

test('numbers, booleans and dates of a compose file become the texts that its own loader makes of them', async () => {
  const lines = COMPOSE_SCALARS.map(([yaml], index) => `      X${index}: ${yaml}`);
  const dir = makeFiles({
    'compose.yaml': `services:\n  a:\n    command: sleep 1\n    environment:\n${lines.join('\n')}\n`,
  });
  const { services } = await loadProject({ cwd: dir, file: 'compose.yaml', environ: { HOME: dir } });
  const [spec] = services;
  const env = spec?.kind === 'target' ? {} : (spec?.env ?? {});
  const found = COMPOSE_SCALARS.map(([yaml], index) => [yaml, env[`X${index}`] ?? '']);
  expect(found).toEqual(COMPOSE_SCALARS);
});

test('a variable in a compose file stays as it is, and so do the texts of x-zdev', async () => {
  const dir = makeFiles({
    'compose.yaml':
      'services:\n  a:\n    environment: { A: "${V}", B: $V, C: "1.50" }\n    x-zdev: { exec: sleep 1, env: { D: "1.50" } }\n',
    '.env': 'V=1.50\n',
  });
  const { services } = await loadProject({ cwd: dir, file: 'compose.yaml', environ: { HOME: dir } });
  expect(services[0]).toMatchObject({ env: { A: '1.50', B: '1.50', C: '1.50', D: '1.50' } });
});
