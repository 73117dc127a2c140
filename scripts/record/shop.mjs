// Copies the example into a temporary directory with free ports, so that the checkout stays unchanged.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const example = join(root, 'examples/shop');
const zdev = join(root, 'dist/zdev.cjs');
const WEB_PORT = '13000';
const RUNTIME_FILES = ['.zdev', '.pgdata', 'node_modules'];

/**
 * `dir` is the project, and `bin` a directory with zdev for the PATH. `replaced` maps the ports of this copy to the
 * ports of the example.
 */
export async function copyShop() {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-record-')));
  const dir = join(parent, 'shop');
  const bin = join(parent, 'bin');
  cpSync(example, dir, { recursive: true, filter: (path) => !RUNTIME_FILES.includes(basename(path)) });
  // npm installs a package of a workspace in either of the two directories.
  symlinkSync(join(root, 'node_modules'), join(parent, 'node_modules'));
  symlinkSync(join(example, 'node_modules'), join(dir, 'node_modules'));
  mkdirSync(bin);
  symlinkSync(zdev, join(bin, 'zdev'));
  symlinkSync(process.execPath, join(bin, 'node'));
  const replaced = await moveToFreePorts(join(dir, 'zinit.toml'));
  const [webPort] = [...replaced].find(([, original]) => original === WEB_PORT);
  const page = `http://127.0.0.1:${webPort}`;

  return {
    dir,
    bin,
    replaced,
    /** Opens the page. */
    visit: () => get(page),
    /** Orders the product of this number for a customer, and returns to the page. */
    order: (product, customer) =>
      get(`${page}/orders`, { method: 'POST', body: new URLSearchParams({ product, customer }) }),
    /** Changes a file of the project, as an editor does. */
    edit(path, from, to) {
      const text = readFileSync(join(dir, path), 'utf8');
      if (!text.includes(from)) throw new Error(`the example has changed: ${path} has no "${from}"`);
      writeFileSync(join(dir, path), text.replace(from, to));
    },
    /** Stops everything, and removes the copy. */
    remove() {
      spawnSync(process.execPath, [zdev, 'down'], { cwd: dir });
      rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function moveToFreePorts(file) {
  const text = readFileSync(file, 'utf8');
  const originals = Array.from(text.matchAll(/^port = (\d+)/gm), ([, port]) => port);
  const free = await freePorts(originals.length);
  const replaced = new Map(originals.map((original, i) => [free[i], original]));
  writeFileSync(
    file,
    text.replace(/^port = (\d+)/gm, (_, port) => `port = ${free[originals.indexOf(port)]}`),
  );
  return replaced;
}

/** Ports as texts. All are held until each is known, so that they differ. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => String(server.address().port));
  for (const server of servers) server.close();
  return ports;
}

async function get(url, options) {
  const response = await fetch(url, options);
  await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
