import { expect, test } from 'vitest';
import { planReload } from '../../../src/core/reload.ts';
import { load } from './project.ts';

test('hooks of services and of the project are read; an invalid expression is an error at its place', async () => {
  const toml = (matches: string) =>
    `[project.hooks]\nready = "open"\n[services.api]\nexec = "run"\n[services.api.hooks]\nfailed = "say"\noutput = { matches = "${matches}", run = "x" }\n`;
  const project = await load({ 'zinit.toml': toml('^GET') });
  expect(project.diagnostics).toEqual([]);
  expect(project.hooks).toEqual({ ready: 'open' });
  expect(project.services).toMatchObject([
    { name: 'api', hooks: { on: { failed: 'say' }, output: { matches: '^GET', run: 'x' } } },
  ]);
  const wrong = await load({ 'zinit.toml': toml('(') });
  expect(wrong.diagnostics).toMatchObject([{ code: 'bad-regex', line: 7 }]);
});

test('a change of hooks restarts nothing', async () => {
  const of = async (command: string) => {
    const { services } = await load({
      'zinit.toml': `[services.api]\nexec = "run"\nhooks = { ready = "${command}" }\n`,
    });
    return services.map((spec) => ({ ...spec, dir: '/' }));
  };
  expect(planReload(await of('a'), await of('b'))).toMatchObject({ changed: [], adjusted: ['api'] });
});
