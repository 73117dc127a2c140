import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { until } from '../../helpers/wait.ts';
import { ANSWER, ask, get, machine, type Opened, program, saying } from './edge-rig.ts';

const WEB = 'web.shop.localhost';
const DOCS = 'web.docs.localhost';

const problems = ({ reports }: Opened) =>
  reports.flatMap((report) => (report.type === 'edge-works' ? [report.problem] : []));

test('all projects are served by the one who holds the port, and asked why through it; one that ends is forgotten', async () => {
  const { port, project } = await machine();
  const shop = await saying('shop');
  await project({ dir: '/shop', names: { [WEB]: shop.port } });
  const docs = await project({
    ...{ dir: '/docs', names: { [DOCS]: 0 } },
    why: ({ service }) => ({ ...ANSWER, json: `{"docs":"${service}"}` }),
  });
  expect(await ask(port, get(WEB), /shop/)).toContain('shop');
  expect(await ask(port, get(DOCS))).toContain('{"docs":"web"}');
  const later = await saying('docs');
  docs.edge.carryOut({
    ...{ type: 'edge-routes', routes: [{ host: DOCS, service: 'web', port: later.port, serves: false }] },
  });
  docs.serves(DOCS, true);
  await until(async () => (await ask(port, get(DOCS), /docs/)).endsWith('docs'), { what: 'its new port is known' });
  docs.edge.close();
  await until(async () => (await ask(port, get(DOCS))).includes(' 404 '), { what: 'it is forgotten' });
  expect(await ask(port, get(WEB), /shop/)).toContain('shop');
});

test('when the holder of the port ends, another zdev takes over and the rest follow it; no request is told that a name is unknown', async () => {
  const { port, socket, project } = await machine();
  const programs = await Promise.all(['one', 'two', 'three'].map(saying));
  const names = ['one.p.localhost', 'two.p.localhost', 'three.p.localhost'];
  const projects: Opened[] = [];
  for (const [i, name] of names.entries())
    projects.push(await project({ dir: `/${i}`, sinceMs: i, names: { [name]: programs[i]!.port } }));
  for (let first = 0; first < 2; first++) {
    projects[first]!.edge.close();
    for (const [i, name] of names.entries()) {
      if (i <= first) continue;
      const answer = async () => (await ask(port, get(name), /one|two|three/)).split('\r\n\r\n');
      let found: string[] = [];
      const look = async () => {
        found = await answer();
        return found[0] !== '';
      };
      await until(look, { what: 'somebody listens' });
      expect(found).toEqual([expect.stringMatching(/^HTTP\/1\.1 200/), name.split('.')[0]]);
    }
  }
  expect(existsSync(socket)).toBe(true);
  expect(projects.flatMap(problems).filter((problem) => problem !== null)).toEqual([]);
  projects[2]!.edge.close();
  await until(() => !existsSync(socket), { what: 'nothing is left' });
});

test('a socket that a killed one has left, or a file in its place, is no hindrance', async () => {
  const { port, socket, project } = await machine();
  writeFileSync(socket, 'x');
  const shop = await saying('shop');
  await project({ dir: '/shop', names: { [WEB]: 1 } });
  await project({ dir: '/docs', names: { [DOCS]: shop.port } });
  await until(async () => (await ask(port, get(DOCS), /shop/)).endsWith('shop'), { what: 'it has joined' });
});

test('a port that another program holds is reported, and taken when it is free', async () => {
  const { port, project } = await machine();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const shop = await saying('shop');
  const opened = await project({ dir: '/shop', names: { [WEB]: shop.port } });
  expect(problems(opened)).toEqual([`cannot listen on port ${port}: it is in use`]);
  other.close();
  await until(() => problems(opened).at(-1) === null, { timeoutMs: 20_000, what: 'it works' });
  expect(await ask(port, get(WEB), /shop/)).toContain('shop');
});

test('an IPv6 address that another program holds is reported, and taken when it is free', async () => {
  const { port, project } = await machine();
  const other = await program(() => {}, '::1', port);
  const shop = await saying('shop');
  const opened = await project({ dir: '/shop', names: { [WEB]: shop.port } });
  expect(problems(opened)).toEqual([`cannot listen on [::1]:${port}: it is in use`]);
  expect(await ask(port, get(WEB), /shop/)).toContain('shop');
  other.end();
  await until(() => problems(opened).at(-1) === null, { timeoutMs: 20_000, what: 'both work' });
  expect(await ask(port, get(WEB), /shop/, '::1')).toContain('shop');
});

test('if two projects want one name, the older one has it and the younger one is told; it gets the name when the other ends', async () => {
  const { port, project } = await machine();
  const [young, old] = [await saying('young'), await saying('old')];
  const younger = await project({ dir: '/young', sinceMs: 2, names: { [WEB]: young.port } });
  expect(await ask(port, get(WEB), /young|old/)).toContain('young');
  const older = await project({ dir: '/old', sinceMs: 1, names: { [WEB]: old.port } });
  const taken = () => younger.reports.flatMap((report) => (report.type === 'edge-taken' ? [report.taken] : []));
  await until(() => taken().at(-1)?.length === 1, { what: 'the younger is told' });
  expect(taken().at(-1)).toEqual([{ host: WEB, dir: '/old' }]);
  expect(await ask(port, get(WEB), /young|old/)).toContain('old');
  older.edge.close();
  await until(async () => (await ask(port, get(WEB), /young|old/)).includes('young'), { what: 'the younger has it' });
});
