import { createServer, type Server } from 'node:net';
import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';
import { expectInOrder, LIVES, pause } from '../helpers/zdev-text.ts';

test('a port that somebody else holds blocks its service, with pid and command, until it is free', async ({ rig }) => {
  const holder = createServer();
  const port = await listen(holder);
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''echo "on $PORT"; ${LIVES}'''\nport = ${port}\nhealth = { type = "log", target = "^up" }\n[services.web]\nexec = '''${LIVES}'''\nrequires = ["api"]\n`,
  );
  const zdev = rig.up();
  try {
    await zdev.prints(new RegExp(`api: waits: port ${port} is held by pid ${process.pid} \\(.*node.*\\)`));
    await pause(300);
    expect(zdev.text).not.toContain('api: started');
  } finally {
    await new Promise((resolve) => holder.close(resolve));
  }
  await zdev.prints('web | up');
  expectInOrder(zdev.text, 'is held by', 'api: started', 'api: ready', 'web: started');
  expect(zdev.text).toContain(`api | on ${port}`);
  expect(await zdev.stop()).toBe(0);
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as { port: number }).port;
}
