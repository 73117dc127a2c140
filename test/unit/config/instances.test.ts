import { describe, expect, test } from 'vitest';
import { brief, load, service } from './project.ts';

const files = { Procfile: 'web: puma\nworker: sidekiq\n' };

describe('ports and formation', () => {
  test('a single instance has the name of its type; several are numbered and know each other', async () => {
    const project = await load(files, { formation: 'web=2, worker=1' });
    expect(project.services.map(({ name }) => name)).toEqual(['web.1', 'web.2', 'worker']);
    expect(service(project, 'web.2').env).toEqual({
      PORT: '5001',
      PS: 'web.2',
      FOREMAN_WORKER_NAME: 'web.2',
      HONCHO_PROCESS_NAME: 'web.2',
      OVERMIND_PROCESS_web_1_PORT: '5000',
      OVERMIND_PROCESS_worker_PORT: '5100',
    });
    expect(service(project, 'worker').env['PS']).toBe('worker.1');
  });

  test.each([
    ['-p', { basePort: 7000, environ: { PORT: '6000' } }, '7000'],
    ['.env', { environ: { PORT: '6000' } }, '4000'],
    ['OVERMIND_PORT', { environ: { OVERMIND_PORT: '8000' } }, '8000'],
  ])('base port of %s', async (_, options, port) => {
    const project = await load({ ...files, '.env': 'PORT=4000\n' }, options);
    expect(service(project, 'web').env['PORT']).toBe(port);
  });

  test('a PORT that is not a number is an error', async () => {
    expect(brief(await load(files, { environ: { PORT: 'abc' } }))).toEqual(['error bad-port']);
    const inFile = await load({ ...files, '.env': 'A=1\nPORT=80\nB="2\n3"\nPORT=abc\n' });
    expect(brief(inFile)).toEqual(['.env:5:1 error bad-port']);
    expect(brief(await load({ ...files, '.overmind.env': '\nPORT=abc\n' }))).toEqual([
      '.overmind.env:2:1 error bad-port',
    ]);
    // The process may not use the port at all, so it is started.
    expect(brief(await load(files, { basePort: 65_500 }))).toEqual(['warning bad-port']);
  });

  test.each(['web', 'web=x', 'web=101', '', 'web=1,'])('formation "%s" is an error', async (formation) => {
    expect(brief(await load(files, { formation }), 'error')).toEqual(['error bad-formation']);
  });

  test('an unknown type in a formation is a warning with a suggestion', async () => {
    const project = await load(files, { formation: 'all=1,wrker=2' });
    expect(project.diagnostics).toMatchObject([{ code: 'unknown-formation', hint: 'did you mean "worker"?' }]);
  });

  test("overmind's formation leaves one instance of the types it does not name", async () => {
    const project = await load(files, { environ: { OVERMIND_FORMATION: 'web=2' } });
    expect(project.services.map(({ name }) => name)).toEqual(['web.1', 'web.2', 'worker']);
  });
});

test('a port in the command is checked before the start; it is unknown whether any other process uses its own', async () => {
  const Procfile = 'web: serve -p $PORT\nworker: work\napi: serve --port ${PORT:-1}\n';
  const { services } = await load({ Procfile });
  expect(services.map((spec) => spec.kind !== 'target' && spec.givenPort)).toEqual([5000, undefined, 5200]);
});
