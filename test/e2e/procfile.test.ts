import { expect } from 'vitest';
import { test } from '../helpers/zdev.ts';

const SHOW = 'echo "PORT=$PORT PS=$PS NAME=$NAME"; exec sleep 300';

test('.env, PORT and PS are as with foreman', async ({ rig }) => {
  rig.write('.env', '# settings\nNAME="from .env"\nPATH=/nowhere:$PATH\n');
  rig.write('Procfile', `web: ${SHOW}\nworker: ${SHOW}\n`);
  const zdev = rig.zdev(['up'], { env: { NAME: 'from outside' } });
  await zdev.prints('web | PORT=5000 PS=web.1 NAME=from .env');
  await zdev.prints('worker | PORT=5100 PS=worker.1 NAME=from .env');
  expect(await zdev.stop()).toBe(0);
});

test('-m, -p and -e', async ({ rig }) => {
  rig.write('.env', 'NAME=wrong\n');
  rig.write('a.env', 'NAME=a\n');
  rig.write('Procfile', `web: ${SHOW}\nworker: ${SHOW}\nother: ${SHOW}\n`);
  const zdev = rig.up('-m', 'web=2,worker=1', '-p', '7000', '-e', 'a.env');
  await zdev.prints('web.1 | PORT=7000 PS=web.1 NAME=a');
  await zdev.prints('web.2 | PORT=7001 PS=web.2 NAME=a');
  await zdev.prints('worker | PORT=7100 PS=worker.1 NAME=a');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.text).not.toContain('other');
});

test('-f names another file, and its directory is where commands run', async ({ rig }) => {
  rig.write('app/Procfile.test', 'web: echo "in $(pwd)"; exec sleep 300\n');
  const zdev = rig.up('-f', 'app/Procfile.test');
  await zdev.prints(`web | in ${rig.dir}/app`);
  expect(await zdev.stop()).toBe(0);
});

test('from a sub-directory, with CRLF and a BOM, Procfile.dev before Procfile', async ({ rig }) => {
  rig.write('Procfile', 'wrong: sleep 300\n');
  rig.write('Procfile.dev', '\ufeffweb: echo right; exec sleep 300\r\n');
  rig.write('deep/down/file', '');
  const zdev = rig.zdev(['up'], { cwd: 'deep/down' });
  await zdev.prints('web | right');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.text).not.toContain('wrong');
});

test('a directory of zinit units', async ({ rig }) => {
  rig.write('units/db.toml', '[service]\nname = "db"\nexec = "echo db is up; exec sleep 300"\n');
  rig.write(
    'units/api.toml',
    '[service]\nname = "api"\nexec = "echo api is up; exec sleep 300"\n[dependencies]\nrequires = ["db"]\n',
  );
  const zdev = rig.up('-f', 'units');
  await zdev.prints('api | api is up');
  await zdev.prints('db | db is up');
  expect(await zdev.stop()).toBe(0);
});
