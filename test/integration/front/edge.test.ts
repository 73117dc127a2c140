import { expect, test } from 'vitest';
import { until } from '../../helpers/wait.ts';
import { ANSWER, ask, get, machine, program, saying, visit } from './edge-rig.ts';

const WEB = 'web.shop.localhost';
const API = 'api.shop.localhost';

test('the Host of the first request says where a connection goes, on both loopback addresses', async () => {
  const { port, project } = await machine();
  const [web, api] = [await saying('I am web'), await saying('I am api')];
  await project({ dir: '/shop', names: { [WEB]: web.port, [API]: api.port } });
  expect(await ask(port, get(`${WEB}:${port}`), /I am/)).toContain('I am web');
  expect(await ask(port, get(API.toUpperCase()), /I am/, '::1')).toContain('I am api');
});

test('a connection is passed on unchanged after its first request: keep-alive, WebSocket', async () => {
  const { port, project } = await machine();
  const echo = await program((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      socket.pipe(socket);
    });
  });
  const web = await saying('again');
  await project({ dir: '/shop', names: { [WEB]: web.port, [API]: echo.port } });
  const one = visit(port);
  one.socket.write(get(WEB));
  await until(() => one.seen.text.includes('again'), { what: 'the first answer' });
  one.socket.write(get('another.host'));
  await until(() => one.seen.text.split('again').length === 3, { what: 'the second answer' });
  const two = visit(port);
  two.socket.write(get(API, 'Upgrade: websocket', 'Connection: Upgrade'));
  await until(() => two.seen.text.includes('\r\n\r\n'), { what: 'the upgrade' });
  two.socket.write('\x81\x05hello');
  await until(() => two.seen.text.endsWith('hello'), { what: 'the echo' });
});

test('a request that comes in pieces, with the beginning of its body, is passed on whole', async () => {
  const { port, project } = await machine();
  let got = '';
  const web = await program((socket) => {
    socket.on('data', (data) => {
      got += data.toString('latin1');
    });
  });
  await project({ dir: '/shop', names: { [WEB]: web.port } });
  const request = `POST /a HTTP/1.1\r\nHost: ${WEB}\r\nContent-Length: 4\r\n\r\nbody`;
  const { socket } = visit(port);
  for (const part of request.match(/.{1,20}/gs) ?? []) {
    socket.write(part);
    await new Promise(setImmediate);
  }
  await until(() => got === request, { what: 'all of it' });
});

test('a foreign name gets 421; an unknown name of ours gets 404 with the known names', async () => {
  const { port, project } = await machine();
  const web = await saying('x');
  await project({ dir: '/shop', names: { [WEB]: web.port } });
  const foreign = await ask(port, get('evil.example'));
  expect(foreign).toMatch(/^HTTP\/1\.1 421 /);
  expect(foreign).not.toContain(WEB);
  const unknown = await ask(port, get('wbe.shop.localhost'));
  expect(unknown).toMatch(/^HTTP\/1\.1 404 /);
  expect(unknown).toContain(`http://${WEB}:${port} is http://localhost:${web.port}`);
  expect(await ask(port, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await ask(port, '\x16\x03\x01\x02')).toMatch(/^HTTP\/1\.1 400 /);
});

test('HTTP/2 without TLS is 505, with the ports of the services', async () => {
  const { port, project } = await machine();
  await project({ dir: '/shop', names: { [WEB]: 4711 } });
  const text = await ask(port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1\.1 505 /);
  expect(text).toContain('http://localhost:4711');
});

test('while a service is not ready, people get the page and programs JSON, with the same status', async () => {
  const { port, project } = await machine();
  await project({ dir: '/shop', names: { [WEB]: 0 } });
  const page = await ask(port, get(WEB, 'Accept: text/html,*/*'));
  expect(page).toMatch(/^HTTP\/1\.1 503 .*\r\nContent-Type: text\/html.*\r\nRetry-After: 7\r\n.*<h1>why<\/h1>$/s);
  const json = await ask(port, get(WEB, 'Accept: */*'));
  expect(json).toMatch(
    /^HTTP\/1\.1 503 .*\r\nContent-Type: application\/json.*\r\nRetry-After: 7\r\n.*\{"why":true\}$/s,
  );
  const head = await ask(port, `HEAD / HTTP/1.1\r\nHost: ${WEB}\r\n\r\n`);
  expect(head).toMatch(/^HTTP\/1\.1 503 .*\r\n\r\n$/s);
});

test('a program waits for a service that starts, and is then served; if the service fails, it gets the reason', async () => {
  const { port, project } = await machine();
  const web = await saying('at last');
  let hopeful = true;
  const { edge, serves, reports } = await project({
    ...{ dir: '/shop', names: { [WEB]: 0, [API]: 0 } },
    // The second question, with what is known already, is answered when there is news.
    why: ({ seen }) => (seen === null ? { ...ANSWER, hopeful } : null),
  });
  const one = visit(port);
  one.socket.write(get(WEB));
  const two = visit(port);
  two.socket.write(get(API));
  const asked = () => reports.filter((report) => report.type === 'edge-ask');
  await until(() => asked().length === 4, { what: 'both are asked about twice' });
  expect([one.seen.text, two.seen.text]).toEqual(['', '']);
  hopeful = false;
  const last = asked().find(({ question: { service, seen } }) => service === 'api' && seen !== null);
  edge.carryOut({ type: 'edge-answer', ask: last!.ask, answer: { ...ANSWER, key: 'k2' } });
  await until(() => two.seen.text.includes('503'), { what: 'the failure is told' });
  edge.carryOut({
    ...{ type: 'edge-routes', routes: [{ host: WEB, service: 'web', port: web.port, serves: false }] },
  });
  serves(WEB, true);
  await until(() => one.seen.text.includes('at last'), { what: 'it is served' });
});

test('the page is told about news, and when the service is ready', async () => {
  const { port, project } = await machine();
  const { edge, reports, serves } = await project({
    ...{ dir: '/shop', names: { [WEB]: 0 } },
    why: ({ seen }) => (seen === 'old' ? ANSWER : null),
  });
  const wait = (seen: string) => `GET /.zdev/wait?seen=${seen} HTTP/1.1\r\nHost: ${WEB}\r\n\r\n`;
  expect(await ask(port, wait('old'))).toMatch(/^HTTP\/1\.1 200 /);
  const waiting = visit(port);
  waiting.socket.write(wait('k1'));
  await until(() => reports.filter(({ type }) => type === 'edge-ask').length === 2, { what: 'it waits' });
  expect(waiting.seen.text).toBe('');
  serves(WEB, true);
  await until(() => waiting.seen.ended, { what: 'it is told' });
  expect(waiting.seen.text).toMatch(/^HTTP\/1\.1 200 /);
  expect(reports.filter(({ type }) => type === 'edge-over')).toHaveLength(1);
  edge.close();
});

test('a service that should serve and refuses is asked about as one that refuses', async () => {
  const { port, project } = await machine();
  const web = await saying('x');
  web.end();
  const questions: boolean[] = [];
  await project({
    ...{ dir: '/shop', names: { [WEB]: web.port } },
    why({ refused }) {
      questions.push(refused);
      return { ...ANSWER, hopeful: true };
    },
  });
  expect(await ask(port, get(WEB))).toMatch(/^HTTP\/1\.1 503 /);
  expect(questions).toEqual([true]);
});

test('a service on the other loopback address is found', async () => {
  const { port, project } = await machine();
  const web = await program((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nsix'), '::1');
  await project({ dir: '/shop', names: { [WEB]: web.port } });
  expect(await ask(port, get(WEB))).toContain('six');
});

test('a backend that dies in the middle of an answer: the received part is passed on, and then the reset', async () => {
  const { port, project } = await machine();
  const web = await program((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      );
    });
  });
  await project({ dir: '/shop', names: { [WEB]: web.port } });
  const { socket, seen } = visit(port);
  socket.write(get(WEB));
  await until(() => seen.closed, { what: 'the end' });
  expect(seen).toMatchObject({ text: expect.stringMatching(/half$/), error: 'ECONNRESET' });
});

test('a client that has said all and listens on gets its answer (half open)', async () => {
  const { port, project } = await machine();
  const web = await program((socket) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('end', () => socket.end(`HTTP/1.1 200 OK\r\n\r\ngot ${text.length}`));
  });
  await project({ dir: '/shop', names: { [WEB]: web.port } });
  const { socket, seen } = visit(port);
  socket.end(get(WEB));
  await until(() => seen.closed, { what: 'the answer' });
  expect(seen).toMatchObject({ text: `HTTP/1.1 200 OK\r\n\r\ngot ${get(WEB).length}`, ended: true, error: '' });
  const left = visit(port);
  left.socket.end('GET / HT');
  await until(() => left.seen.closed, { what: 'the end of one that has said too little' });
});

test('a peer that does not read stops the one that writes', async () => {
  const { port, project } = await machine();
  let written = 0;
  let stopped = false;
  const web = await program((socket) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      do written += chunk.length;
      while (socket.write(chunk));
      stopped = true;
      socket.once('drain', () => {
        stopped = false;
        more();
      });
    };
    socket.once('data', more);
  });
  await project({ dir: '/shop', names: { [WEB]: web.port } });
  const { socket } = visit(port);
  socket.pause();
  socket.write(get(WEB));
  let before = -1;
  // Only the buffers on the way are filled: it stands still.
  await until(
    async () => {
      const same = written === before && stopped;
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return same;
    },
    { timeoutMs: 30_000, what: 'the writer stands still' },
  );
  expect(written).toBeLessThan(64 * 1024 * 1024);
  socket.resume();
  await until(() => written > before, { what: 'it goes on when somebody reads' });
});
