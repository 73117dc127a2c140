import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../src/config/project.ts';
import { brief, load, service } from './project.ts';

const files = {
  Procfile: 'web: x\nworker: y\ndb: z\n',
  'zinit.toml':
    '[services.web]\nrequires = ["db"]\nlifecycle = { stop_signal = "SIGHUP" }\n[targets.all-of-it]\nwants = ["worker"]\n',
};

async function started(options: Partial<LoadOptions>): Promise<string[]> {
  const project = await load(files, options);
  expect(brief(project, 'error')).toEqual([]);
  return project.services.filter(({ status }) => status === 'start').map(({ name }) => name);
}

describe('-l and -x', () => {
  test('selected services bring along their dependencies', async () => {
    expect(await started({ only: ['web'] })).toEqual(['web', 'db']);
    expect(await started({ only: ['all-of-it'] })).toEqual(['worker', 'all-of-it']);
    expect(await started({ only: ['w*'] })).toEqual(['web', 'worker', 'db']);
  });

  test('unless these are excepted', async () => {
    expect(await started({ only: ['web'], except: ['db'] })).toEqual(['web']);
    expect(await started({ except: ['w*', 'all-of-it'] })).toEqual(['db']);
  });

  test('an entry stands for its instances, which overmind calls web#2', async () => {
    expect(await started({ formation: 'all=2', only: ['web#2', 'worker.1'] })).toEqual([
      'web.2',
      'worker.1',
      'db.1',
      'db.2',
    ]);
    expect(await started({ only: ['db.1'] })).toEqual(['db']);
  });

  test('an unknown name is an error with a suggestion', async () => {
    const project = await load(files, { only: ['wbe'], except: ['nope'] });
    expect(brief(project)).toEqual(['error unknown-name', 'error unknown-name']);
    expect(project.diagnostics[0]?.hint).toBe('did you mean "web"?');
    expect(project.diagnostics[1]?.hint).toBe('there are: web, worker, db, all-of-it');
  });

  test('while the files have errors, unknown names are not reported', async () => {
    expect(brief(await load({ Procfile: 'a: x\na: y\n' }, { only: ['b'] }))).toEqual([
      'Procfile:2:1 error duplicate-name',
    ]);
  });
});

describe('how services end and restart', () => {
  test('the command line takes priority over the files', async () => {
    const project = await load(files, { stopTimeoutMs: 100, stopSignals: 'web = int, d*=9' });
    expect(service(project, 'web').lifecycle).toMatchObject({ stopTimeoutMs: 100, stopSignal: 'SIGINT' });
    expect(service(project, 'db').lifecycle.stopSignal).toBe('SIGKILL');
    expect(service(project, 'worker').lifecycle).toMatchObject({ stopTimeoutMs: 100, stopSignal: 'SIGTERM' });
  });

  test('a service that restarts always does so even if it may end', async () => {
    const project = await load(files, { canDie: ['all'], autoRestart: ['web'] });
    expect(service(project, 'web')).toMatchObject({ canDie: true, lifecycle: { restart: 'always', maxRestarts: 0 } });
    expect(service(project, 'db')).toMatchObject({ canDie: true, lifecycle: { restart: 'never' } });
  });

  test('unknown names are only a warning; unknown signals are an error', async () => {
    const options = { canDie: ['wbe'], autoRestart: ['x'], stopSignals: 'nobody=INT,web=FOO,web' };
    expect(brief(await load(files, options))).toEqual([
      'warning unknown-name',
      'warning unknown-name',
      'warning unknown-name',
      'error bad-signal',
      'error bad-signal',
    ]);
  });
});
