import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LoadOptions, Project } from '../../../src/config/project.ts';
import { load } from './project.ts';

/** What foreman, honcho, nf, hivemind, overmind and goreman do with a Procfile; `recommended` where zdev goes beyond them. */
interface Case {
  readonly name: string;
  readonly procfile: string | null;
  readonly envFile?: string;
  readonly files?: Record<string, string>;
  readonly environ?: Record<string, string>;
  readonly options?: {
    procfile_path?: string;
    env_files?: string[];
    port?: number;
    formation?: string;
    only?: string[];
  };
  readonly expected: {
    readonly processes: readonly { name: string; command: string }[];
    readonly env: Record<string, string | null>;
    readonly port: Record<string, number>;
    readonly exit?: number;
  };
  readonly recommended?: {
    action?: string;
    processes?: { name: string; command: string }[];
    env?: Record<string, string>;
  };
}

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/config/procfile-cases.json', import.meta.url), 'utf8'),
) as Case[];

/** Exit codes that come from running the commands, which loading knows nothing of. */
const RUNNING = new Set(['pf-unbalanced-quote', 'pf-unknown-command', 'pf-command-looks-like-entry']);

/** Variables that the command line itself sets (`A=b puma`): the shell's business. */
const SHELL = new Set(['pf-env-prefix']);

/** A case where zdev takes the other of two behaviours that are both accepted. */
const EITHER: Record<string, Case['expected']['env']> = { 'env-key-starting-with-digit': { '1FOO': null, BAZ: 'y' } };

/** zdev takes a Procfile.dev where there is no Procfile, which foreman does not. */
const ALSO_PROCFILE_DEV = new Set(['options-honcho-procfile-var']);

describe('what the Procfile family does', () => {
  test('the list is complete', () => expect(cases).toHaveLength(122));

  test.each(cases)('$name', async (given) => {
    const project = await loadCase(given);
    if (ALSO_PROCFILE_DEV.has(given.name)) return expect(commandsOf(project)).toEqual({ web: 'puma dev' });
    if (given.expected.exit !== undefined && !RUNNING.has(given.name)) {
      expect(project.diagnostics.map(({ severity }) => severity)).toContain('error');
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

function loadCase({ procfile, envFile, files, environ, options = {} }: Case): Promise<Project> {
  const all = {
    ...files,
    ...(procfile === null ? {} : { Procfile: procfile }),
    ...(envFile === undefined ? {} : { '.env': envFile }),
  };
  const given: Partial<LoadOptions> = {
    environ: environ ?? {},
    ...(options.procfile_path === undefined ? {} : { file: options.procfile_path }),
    ...(options.env_files === undefined ? {} : { envFiles: options.env_files }),
    ...(options.port === undefined ? {} : { basePort: options.port }),
    ...(options.formation === undefined ? {} : { formation: options.formation }),
  };
  return load(all, given);
}

/** One command a process type. */
function commandsOf({ services }: Project): Record<string, string> {
  const processes = services.filter((service) => service.kind !== 'target');
  return Object.fromEntries(processes.map(({ env, exec }) => [env['PS']!.replace(/\.\d+$/, ''), exec]));
}

/** A formation leaves types out; which of them `up NAME` starts is not the business of loading. */
function expectedCommands({ expected, recommended, options }: Case): Record<string, string> {
  const named = options?.only === undefined ? Object.keys(expected.port) : [];
  const running = new Set(named.map((name) => name.replace(/\.\d+$/, '')));
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
  // of the cases about references only one refers to a key of its own file
  const isAboutReferences = recommended?.action?.includes('references another key') === true;
  const warned = diagnostics.some(({ severity }) => severity === 'warning');
  expect(warned).toBe(!isAboutReferences || name === 'env-interp-unquoted');
}
