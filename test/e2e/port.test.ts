import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { openScreen } from '../helpers/screen.ts';
import { test } from '../helpers/zdev.ts';
import { expectInOrder, LIVES } from '../helpers/zdev-text.ts';

test('a port that somebody else holds blocks its service, with pid and command, until it is free', async ({ rig }) => {
  const [holder, another] = [createServer(), createServer()];
  const port = await listen(holder);
  rig.write(
    'zinit.toml',
    `[services.looked]\nexec = '''${LIVES}'''\nport = ${await listen(another)}\n[services.api]\nexec = '''echo "on $PORT"; ${LIVES}'''\nport = ${port}\nhealth = { type = "log", target = "^up" }\n[services.web]\nexec = '''${LIVES}'''\nrequires = ["api"]\n`,
  );
  const zdev = rig.up();
  try {
    await zdev.prints(new RegExp(`api: port ${port} is held by pid ${process.pid} \\(.*node.*\\)`));
    // The same look again, at another port: that of the api was looked at meanwhile.
    await zdev.prints(/looked: port .* is held by/);
    await close(another);
    await zdev.prints('looked | up');
    expect(zdev.text).not.toContain('api: started');
  } finally {
    await Promise.all([holder, another].map(close));
  }
  await zdev.prints('web | up');
  expectInOrder(zdev.text, 'is held by', 'api: started', 'api: ready', 'web: started');
  expect(zdev.text).toContain(`api | on ${port}`);
  expect(await zdev.stop()).toBe(0);
});

test('F on the screen ends who holds the port that a service waits for, and the service starts', async ({ rig }) => {
  const listens = `require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
  const holder = spawn(process.execPath, ['-e', listens], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const [line] = (await once(holder.stdout, 'data')) as [Buffer];
  const port = Number(line);
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''echo "on $PORT"; ${LIVES}'''\nport = ${port}\nhealth = { type = "log", target = "^up" }\n`,
  );
  const screen = openScreen(rig, [120, 30]);
  await screen.shows(`port ${port} is held by pid ${holder.pid}`);
  screen.press('F');
  await screen.shows('Free the port for api?');
  screen.press('y');
  await screen.shows(`on ${port}`);
  await screen.shows('● api');
  expect(holder.signalCode).toBe('SIGTERM');
  screen.press('q', 's');
  expect(await screen.zdev.ended()).toBe(0);
});

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as { port: number }).port;
}
