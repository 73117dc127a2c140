import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { ENV, project, run, until } from '../lib/running.mjs';
import { ZDEV } from '../lib/tools.mjs';

/** A project with one service behind a listening socket, up and ready. Its names, leases and state are its own. */
export async function frontProject({ socket = false, file = 'service.cjs', edgePort = null } = {}) {
  const port = await freePort();
  const { dir, remove } = project({
    'service.cjs': readFileSync(join(import.meta.dirname, file), 'utf8'),
    'zinit.toml': `[services.api]\nexec = "exec node service.cjs"\nlisten = "127.0.0.1:${port}"\n${socket ? 'socket = true\nhealth = { type = "tcp", target = "127.0.0.1:$PORT" }\n' : ''}`,
    'config/zdev/config.toml': edgePort === null ? '[edge]\noff = true\n' : `[edge]\nport = ${edgePort}\n`,
  });
  const env = { ...ENV, XDG_CONFIG_HOME: join(dir, 'config'), XDG_STATE_HOME: join(dir, 'state') };
  const tool = run([...ZDEV, 'up', '--no-tui', '--exit-on', 'never'], { cwd: dir, env });
  const stop = async () => {
    await tool.stop();
    remove();
  };
  await answers(port).catch(async (error) => {
    await stop();
    throw error;
  });
  return { dir, port, pid: tool.pid, socket: join(dir, '.zdev/zdev.sock'), stop };
}

/** A port that nobody has at the moment. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(port) {
  let isUp = false;
  const ask = () =>
    get({ host: '127.0.0.1', port, agent: false }, (response) => response.resume().on('end', () => (isUp = true)));
  await until('an answer', () => isUp || void ask().on('error', () => {}), { everyMs: 50 });
}

/** One call over the socket of a supervisor. */
export function call(path, method, params) {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      socket.destroy();
      const { result, error } = JSON.parse(text);
      if (error) reject(new Error(error.message));
      else resolve(result);
    });
    socket.on('error', reject);
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
  });
}
