import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import { brief, load, makeFiles, service } from './project.ts';

const Procfile = 'web: x\nworker: y\ndb: z\n';

/** The services that are started. */
async function startedWith(environ: Record<string, string>, files: Record<string, string> = {}) {
  const project = await load({ Procfile, ...files }, { environ });
  return project.services.filter(({ status }) => status === 'start').map(({ name }) => name);
}

describe('OVERMIND_*', () => {
  test('processes can be selected, and ignored ones stay out', async () => {
    expect(await startedWith({ OVERMIND_PROCESSES: 'web,db' })).toEqual(['web', 'db']);
    expect(await startedWith({ OVERMIND_IGNORED_PROCESSES: 'db' })).toEqual(['web', 'worker']);
    expect(await startedWith({ OVERMIND_PROCESSES: 'web,db', OVERMIND_IGNORED_PROCESSES: 'db' })).toEqual(['web']);
  });

  test('how processes end and restart', async () => {
    const environ = {
      OVERMIND_TIMEOUT: '3',
      OVERMIND_CAN_DIE: 'worker',
      OVERMIND_AUTO_RESTART: 'db',
      OVERMIND_STOP_SIGNALS: 'web=INT,worker=QUIT',
    };
    const project = await load({ Procfile }, { environ });
    expect(project.diagnostics).toEqual([]);
    expect(service(project, 'web').lifecycle).toMatchObject({ stopTimeoutMs: 3000, stopSignal: 'SIGINT' });
    expect(service(project, 'web').canDie).toBeUndefined();
    expect(service(project, 'worker')).toMatchObject({ canDie: true, lifecycle: { restart: 'never' } });
    expect(service(project, 'worker').lifecycle.stopSignal).toBe('SIGQUIT');
    expect(service(project, 'db')).toMatchObject({ canDie: true, lifecycle: { restart: 'always', maxRestarts: 0 } });
  });

  test('the step between two ports, also by the name that hivemind uses', async () => {
    const ports = async (environ: Record<string, string>) => {
      const project = await load({ Procfile }, { environ });
      return project.services.map((each) => service(project, each.name).env['PORT']);
    };
    expect(await ports({ OVERMIND_PORT: '3000', OVERMIND_PORT_STEP: '10' })).toEqual(['3000', '3010', '3020']);
    expect(await ports({ HIVEMIND_PORT: '4000', HIVEMIND_PORT_STEP: '1' })).toEqual(['4000', '4001', '4002']);
  });

  test('a setting without a counterpart is reported with advice; variables that zdev sets itself are not', async () => {
    const environ = {
      OVERMIND_TITLE: 'x',
      OVERMIND_FORMATOIN: 'web=2',
      FOREMAN_PORT: '1',
      OVERMIND_PROCESS_web_PORT: '5',
      FOREMAN_WORKER_NAME: 'web.1',
    };
    const { diagnostics } = await load({ Procfile }, { environ });
    expect(diagnostics).toMatchObject([
      { code: 'not-supported', message: expect.stringContaining('OVERMIND_TITLE'), hint: expect.any(String) },
      { code: 'not-supported', hint: 'did you mean "FORMATION"?' },
      { code: 'not-supported', message: expect.stringContaining('FOREMAN_PORT') },
    ]);
  });

  test('with --exit-on, a process of a lone Procfile is not tried again unless --auto-restart says so', async () => {
    const project = await load({ Procfile }, { exitOn: 'all', autoRestart: ['db'] });
    expect(service(project, 'web').lifecycle.restart).toBe('never');
    expect(service(project, 'db').lifecycle.restart).toBe('always');
    const plain = await load({ Procfile });
    expect(service(plain, 'web').lifecycle.restart).toBe('on-failure');
  });

  test.each([
    ['1', true],
    ['true', true],
    ['false', undefined],
    ['', undefined],
  ])('OVERMIND_ANY_CAN_DIE=%s', async (text, expected) => {
    const project = await load({ Procfile }, { environ: { OVERMIND_ANY_CAN_DIE: text } });
    expect(service(project, 'web').canDie).toBe(expected);
  });

  test('.overmind.env of the home directory and of the current one gives settings and variables', async () => {
    const files = {
      'home/.overmind.env': 'OVERMIND_PORT=7000\nA=home\nB=home\n',
      'app/.overmind.env': 'OVERMIND_PORT=8000\nOVERMIND_PROCFILE=Procfile.x\nB=here\nC=here\n',
      'app/.env': 'C=.env\n',
      'app/Procfile.x': 'x: y\n',
    };
    const dir = makeFiles(files);
    const environ = { HOME: join(dir, 'home'), OVERMIND_PORT: '6000' };
    const project = await loadProject({ cwd: join(dir, 'app'), environ });
    expect(service(project, 'x').env).toMatchObject({ PORT: '8000', A: 'home', B: 'here', C: '.env' });
    expect(project.files).toEqual(['Procfile.x', '../home/.overmind.env', '.overmind.env', '.env']);
    const skipping = await loadProject({ cwd: join(dir, 'app'), environ: { ...environ, OVERMIND_SKIP_ENV: '' } });
    expect(service(skipping, 'x').env).toMatchObject({ C: 'here' });
  });

  test('the command line takes priority over them, and they take priority over .foreman', async () => {
    const files = { Procfile, '.foreman': 'port: 6000\ntimeout: 9\n' };
    const environ = { OVERMIND_PORT: '7000' };
    expect(service(await load(files, { environ }), 'web').env['PORT']).toBe('7000');
    expect(service(await load(files, { environ, basePort: 8000 }), 'web').env['PORT']).toBe('8000');
    expect(service(await load(files, { environ }), 'web').lifecycle.stopTimeoutMs).toBe(9000);
  });

  test('a nonsensical value is an error unless the command line has the option too', async () => {
    const environ = { OVERMIND_PORT: 'x', OVERMIND_TIMEOUT: 'soon' };
    const project = await load({ Procfile }, { environ });
    expect(brief(project)).toEqual(['error bad-port', 'error bad-timeout']);
    expect(project.diagnostics.map(({ message }) => message)).toEqual([
      'OVERMIND_PORT "x" is not a port number',
      'OVERMIND_TIMEOUT "soon" is not a number of seconds',
    ]);
    const inFile = { Procfile, '.overmind.env': 'A=1\nOVERMIND_TIMEOUT=soon\n' };
    expect(brief(await load(inFile))).toEqual(['.overmind.env:2:1 error bad-timeout']);
    expect(brief(await load({ Procfile }, { environ, basePort: 1, stopTimeoutMs: 1 }))).toEqual([]);
  });
});

describe('.foreman', () => {
  test('its options are read', async () => {
    const text = '---\n# settings\nroot: sub\n:timeout: 7\ncolor: true\ntimestamp: no\napp: shop\n';
    const project = await load({ Procfile, '.foreman': text, 'sub/x': '' });
    expect(project.diagnostics).toEqual([]);
    expect(service(project, 'web')).toMatchObject({ dir: `${project.dir}/sub`, lifecycle: { stopTimeoutMs: 7000 } });
    expect(project.rows).toEqual({ color: true, timestamps: false });
  });

  test('ignored lines and nonsensical values are reported with their place', async () => {
    const text = 'prot: 1\nno option\nport: many\ntimeout: soon\n';
    expect(brief(await load({ Procfile, '.foreman': text }))).toEqual([
      '.foreman:1:1 warning ignored-line',
      '.foreman:2:1 warning ignored-line',
      '.foreman:3:1 error bad-port',
      '.foreman:4:1 error bad-timeout',
    ]);
  });

  test('a directory of that name is reported', async () => {
    expect(brief(await load({ Procfile, '.foreman/x': '' }))).toEqual(['.foreman error is-a-directory']);
  });
});

test('a root that is not a directory is an error, because nothing creates it', async () => {
  expect(brief(await load({ Procfile }, { root: 'nowhere' }))).toEqual(['error missing-directory']);
});
