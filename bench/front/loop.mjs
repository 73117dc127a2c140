// Sends requests at a steady rate, each on its own connection, while the service is restarted again and again. Counts
// requests that are refused, or reset before the first byte of their answer. First with `listen` (limit: none), then
// with `socket = true` (limit: only those that the stopped process had accepted).
//   node bench/front/loop.mjs [requests=10000] [per second=500] [restarts=50]
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { call, frontProject } from './project.mjs';

const [requests = 10_000, perSecond = 500, restarts = 50] = process.argv.slice(2).map(Number);
const PATIENCE_MS = 60_000;
const agent = new Agent({ keepAlive: false });

for (const kind of ['listen', 'socket']) {
  const { dir, port, socket, stop } = await frontProject({ socket: kind === 'socket' });
  try {
    const startMs = performance.now();
    const loop = { restarted: 0, runs: new Set() };
    const [answers] = await Promise.all([asked(port, loop), restarted(socket, port, loop)]);
    const tookS = (performance.now() - startMs) / 1000;
    report(kind, answers, tookS, readFileSync(join(dir, 'accepted'), 'latin1').split('\n'));
  } finally {
    await stop();
  }
}

/** Sends all requests, each at its time, whether earlier ones succeeded or not. They wait only for late restarts. */
async function asked(port, loop) {
  const startMs = performance.now();
  const answers = [];
  while (answers.length < requests) {
    const perRestart = requests / restarts;
    const due = Math.min(
      requests,
      ((performance.now() - startMs) / 1000) * perSecond,
      (loop.restarted + 2) * perRestart,
    );
    while (answers.length < due) answers.push(ask(port, loop.runs));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(answers);
}

/**
 * Restarts the service again and again, spread over the time of the requests, and each time after an answer of the run
 * before.
 */
async function restarted(socket, port, loop) {
  const startMs = performance.now();
  const everyMs = ((requests / perSecond) * 1000) / restarts;
  for (; loop.restarted < restarts; loop.restarted++) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(startMs + loop.restarted * everyMs - performance.now(), 0)),
    );
    while (loop.runs.size <= loop.restarted) {
      const { error } = await ask(port, loop.runs);
      // With `socket`, a lost request proves nothing.
      if (error !== null && error !== 'ECONNRESET') throw new Error(`restart ${loop.restarted}: ${error}`);
    }
    await call(socket, 'service.restart', { name: 'api' });
  }
}

function ask(port, runs) {
  const startMs = performance.now();
  return new Promise((resolve) => {
    const answer = { text: '', error: null, firstMs: null, from: 0 };
    const request = get({ host: '127.0.0.1', port, agent, timeout: PATIENCE_MS }, (response) => {
      answer.firstMs = performance.now() - startMs;
      response.setEncoding('latin1').on('data', (text) => {
        answer.text += text;
      });
      response.on('error', failed).on('end', () => {
        runs.add(answer.text);
        resolve(answer);
      });
    });
    const failed = (error) => resolve({ ...answer, error: error.code ?? error.message });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', failed);
    request.on('socket', (each) => each.on('connect', () => (answer.from = each.localPort)));
  });
}

function report(kind, answers, tookS, log) {
  const lost = answers.filter(({ error, firstMs }) => error !== null && firstMs === null);
  const cut = answers.filter(({ error, firstMs }) => error !== null && firstMs !== null);
  const accepted = new Set(log.filter((line) => line !== '').map(Number));
  const wrongly =
    kind === 'listen' ? lost : lost.filter(({ error, from }) => error !== 'ECONNRESET' || !accepted.has(from));
  const kinds = [...new Set(lost.map(({ error }) => error))];
  const errors = kinds.map((error) => `${lost.filter((each) => each.error === error).length} ${error}`);
  const waits = answers.flatMap(({ firstMs }) => firstMs ?? []).sort((a, b) => a - b);
  const at = (part) => `${waits[Math.ceil(waits.length * part) - 1]?.toFixed(0)} ms`;
  const runs = new Set(answers.flatMap(({ text }) => text || [])).size;
  console.log(
    `${kind}: ${answers.length} requests in ${tookS.toFixed(1)} s, ${restarts} restarts, answers of ${runs} runs
  lost before the first byte: ${lost.length === 0 ? 'none' : errors.join(', ')}${kind === 'socket' ? `; not accepted by who was stopped: ${wrongly.length}` : ''}; cut later: ${cut.length}
  first byte: median ${at(0.5)}, 99 % ${at(0.99)}, last ${at(1)}`,
  );
  if (wrongly.length > 0 || cut.length > 0) process.exitCode = 1;
}
