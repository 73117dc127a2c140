import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { ENV, project, run } from '../lib/running.mjs';
import { ZDEV } from '../lib/tools.mjs';

/** A project with one service behind a listening socket, up and ready. It has its own leases and state, and no name. */
export async function frontProject({ socket = false, file = 'service.cjs', backend = null } = {}) {
  const port = await freePort();
  const more = socket ? 'socket = true\nhealth = { type = "tcp", target = "127.0.0.1:$PORT" }\n' : '';
  const { dir, remove } = project({
    'service.cjs': readFileSync(join(import.meta.dirname, file), 'utf8'),
    'zinit.toml': `[services.api]\nexec = "exec node service.cjs"\nlisten = "127.0.0.1:${port}"\n${backend === null ? '' : `port = ${backend}\n`}${more}`,
    'config/zdev/config.toml': '[edge]\noff = true\n',
  });
  const env = { ...ENV, XDG_CONFIG_HOME: join(dir, 'config'), XDG_STATE_HOME: join(dir, 'state') };
  const tool = run([...ZDEV, 'up', '--no-tui', '--exit-on', 'never'], { cwd: dir, env });
  const path = join(dir, '.zdev/zdev.sock');
  const stop = async () => {
    await tool.stop();
    remove();
  };
  try {
    await ready(path);
  } catch (error) {
    await stop();
    throw error;
  }
  return { dir, port, pid: tool.pid, socket: path, stop };
}

/** A port that is free at the moment. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function ready(path) {
  for (let i = 0; i < 1000; i++) {
    const status = await call(path, 'service.status', { name: 'api' }).catch(() => null);
    if (status?.state === 'running') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the service did not get ready');
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
