import { describe, expect, test } from 'vitest';
import type { Project } from '../../../src/config/project.ts';
import { type Case, cases, loadCase, RUNNING } from './procfile-cases.ts';
import { brief } from './project.ts';

/** Variables that the command line itself sets (`A=b puma`), which only the shell expands. */
const SHELL = new Set(['pf-env-prefix']);

/** A case with two accepted behaviours, of which zdev has the other one. */
const EITHER: Record<string, Case['expected']['env']> = { 'env-key-starting-with-digit': { '1FOO': null, BAZ: 'y' } };

/** zdev uses a Procfile.dev if there is no Procfile; foreman does not. */
const ALSO_PROCFILE_DEV = new Set(['options-honcho-procfile-var']);

/** The errors and their places. */
const ERRORS: Record<string, string> = {
  'pf-duplicate-names': 'Procfile:3:1 error duplicate-name',
  'pf-missing-file': 'error no-config',
  'pf-yaml-list-syntax': 'Procfile error no-processes',
  'env-missing-env-file': 'nope.env error no-such-file',
  'formation-no-number': 'error bad-formation',
};

describe('Procfiles behave as in other tools', () => {
  test('the list is complete', () => expect(cases).toHaveLength(122));

  test.each(cases)('$name', async (given) => {
    const project = await loadCase(given);
    if (ALSO_PROCFILE_DEV.has(given.name)) return expect(commandsOf(project)).toEqual({ web: 'puma dev' });
    if (given.expected.exit !== undefined && !RUNNING.has(given.name)) {
      expect(brief(project, 'error')).toEqual([ERRORS[given.name]]);
      return;
    }
    expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(commandsOf(project)).toEqual(expectedCommands(given));
    expect(portsOf(project)).toMatchObject(given.expected.port);
    for (const [key, value] of Object.entries(SHELL.has(given.name) ? {} : expectedEnv(given))) {
      for (const service of project.services) {
        expect(service.kind !== 'target' && service.env[key], `${key} of ${service.name}`).toBe(value ?? undefined);
      }
    }
    if (given.recommended?.action?.includes('warn')) expectWarning(given, project);
  });
});

/** One command for each process type that is started. */
function commandsOf({ services }: Project): Record<string, string> {
  const processes = services.flatMap((service) => {
    return service.kind === 'target' || service.status !== 'start' ? [] : [service];
  });
  return Object.fromEntries(processes.map(({ env, exec }) => [env['PS']!.replace(/\.\d+$/, ''), exec]));
}

/** A formation leaves types out, and so does a selection of names. */
function expectedCommands({ expected, recommended }: Case): Record<string, string> {
  const running = new Set(Object.keys(expected.port).map((name) => name.replace(/\.\d+$/, '')));
  const processes = recommended?.processes ?? expected.processes;
  const kept = processes.filter(
    ({ name, command }) => command.trim() !== '' && (running.size === 0 || running.has(name)),
  );
  return Object.fromEntries(kept.map(({ name, command }) => [name, command]));
}

function portsOf({ services }: Project): Record<string, number> {
  const processes = services.filter((service) => service.kind !== 'target');
  return Object.fromEntries(processes.map(({ env }) => [env['PS']!, Number(env['PORT'])]));
}

const expectedEnv = ({ name, expected, recommended }: Case) => recommended?.env ?? EITHER[name] ?? expected.env;

function expectWarning({ name, recommended }: Case, { diagnostics }: Project): void {
  // among the cases about references, only one refers to a key of its own file
  const isAboutReferences = recommended?.action?.includes('references another key') === true;
  const warned = diagnostics.some(({ severity }) => severity === 'warning');
  expect(warned).toBe(!isAboutReferences || name === 'env-interp-unquoted');
}
