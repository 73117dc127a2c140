// Kills the zdev that serves the names of three projects, while requests for the other two names come every 2 ms.
// Measures how long nobody accepts connections, what is lost, and when the first answer comes. Limits: 50 ms in the
// median; if Node and the system can share a port, only requests in progress at the killed process are lost.
//   node bench/front/takeover.mjs [rounds=11]
import { connect } from 'node:net';
import { join } from 'node:path';
import { ENV, project, run } from '../lib/running.mjs';
import { median } from '../lib/stats.mjs';
import { ZDEV } from '../lib/tools.mjs';
import { freePort } from './project.mjs';

const rounds = Number(process.argv[2] ?? 11);
const SERVER = `require("node:http").createServer((_, answer) => answer.end("ok")).listen(process.env.PORT, "127.0.0.1")`;

const samples = [];
for (let i = 0; i < rounds; i++) samples.push(await round());
const middle = (key) => median(samples.map((sample) => sample[key]));
const worst = (key) => Math.max(...samples.map((sample) => sample[key]));
const line = (what, key) => console.log(`${what}: median ${middle(key).toFixed(1)}, worst ${worst(key).toFixed(1)} ms`);
line('kill → the sockets of the killed one are gone', 'goneMs');
line('kill → the first connection is taken again', 'takenMs');
line('kill → the first answer', 'answeredMs');
const sum = (key) => samples.reduce((all, sample) => all + sample[key], 0);
console.log(
  `${sum('asked')} requests, ${rounds} takeovers: ${sum('refused')} refused, ${sum('reset')} reset (begun after its end: ${sum('late')}), ${sum('wrong')} without the answer of their service`,
);
process.exitCode = middle('takenMs') <= 50 && sum('wrong') + sum('late') === 0 ? 0 : 1;

async function round() {
  const port = await freePort();
  const { dir, remove } = project({ 'config/zdev/config.toml': `[edge]\nport = ${port}\n` });
  const env = {
    ...{ ...ENV, XDG_CONFIG_HOME: join(dir, 'config'), XDG_STATE_HOME: join(dir, 'state') },
    ZDEV_RUNTIME_DIR: join(dir, 'run'),
  };
  const names = ['one', 'two', 'three'];
  const tools = [];
  const dirs = [];
  try {
    for (const name of names) {
      const one = project({
        'zinit.toml': `project.name = "${name}"\n[services.web]\nexec = '''exec node -e '${SERVER}' '''\nport = "auto"\n`,
      });
      dirs.push(one);
      tools.push(run([...ZDEV, 'up', '--no-tui'], { cwd: one.dir, env }));
      await answers(port, name);
    }
    // When the first knows the last one, all have joined.
    return await killed(port, tools[0], names.slice(1));
  } finally {
    await Promise.all(tools.map((tool) => (tool.isOver() ? undefined : tool.stop())));
    for (const each of dirs) each.remove();
    remove();
  }
}

async function answers(port, name) {
  for (let i = 0; i < 2000; i++) {
    if ((await ask(port, name)).is === 'answer') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no answer of ${name}`);
}

async function killed(port, holder, names) {
  const all = [];
  let at = 0;
  const send = () => all.push(ask(port, names[at++ % names.length]));
  const timer = setInterval(send, 2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const killedMs = performance.now();
  holder.signal('SIGKILL');
  await holder.ended;
  const goneMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 700));
  clearInterval(timer);
  const seen = await Promise.all(all);
  const count = (is) => seen.filter((each) => each.is === is).length;
  const after = seen.filter(({ beganMs, is }) => beganMs > killedMs && is === 'answer');
  // A request that the killed process accepted just before its end does not count.
  const refused = seen.filter(({ is }) => is === 'refused').map(({ beganMs }) => beganMs);
  const again = after.filter(({ beganMs }) => beganMs > Math.max(killedMs, ...refused));
  return {
    goneMs: goneMs - killedMs,
    takenMs: Math.min(...again.map(({ takenMs }) => takenMs)) - killedMs,
    answeredMs: Math.min(...again.map(({ answeredMs }) => answeredMs)) - killedMs,
    ...{ asked: seen.length, refused: count('refused'), reset: count('reset'), wrong: count('wrong') },
    late: seen.filter(({ is, beganMs }) => is === 'reset' && beganMs > goneMs).length,
  };
}

function ask(port, name) {
  return new Promise((resolve) => {
    const seen = { is: 'reset', beganMs: performance.now(), takenMs: 0, answeredMs: 0 };
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    socket.on('connect', () => {
      seen.takenMs = performance.now();
      socket.write(`GET / HTTP/1.1\r\nHost: web.${name}.localhost\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (data) => (text += data));
    socket.on('error', ({ code }) => (seen.is = code === 'ECONNREFUSED' ? 'refused' : 'reset'));
    socket.on('close', () => {
      seen.answeredMs = performance.now();
      if (text !== '') seen.is = text.endsWith('ok') || text.includes('ok\r\n') ? 'answer' : 'wrong';
      resolve(seen);
    });
  });
}
