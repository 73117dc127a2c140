import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_HEALTH } from '../../../src/core/service.ts';
import { withAnswererChecked } from '../../../src/host/ports/answering-process.ts';
import type { ProbeOutcome } from '../../../src/runtime/ports.ts';
import { linux } from '../../helpers/needs.ts';

const LISTENS = `
  const server = require('net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** A process in a session of its own, ended with the test. */
function child(program: string, env: NodeJS.ProcessEnv = process.env): ChildProcess & { pid: number } {
  const started = spawn(process.execPath, ['-e', program], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void started.kill('SIGKILL'));
  return started as ChildProcess & { pid: number };
}

async function listener(env?: NodeJS.ProcessEnv) {
  const started = child(LISTENS, env);
  const port = await new Promise<number>((resolve) => started.stdout?.once('data', (text) => resolve(Number(text))));
  return { pid: started.pid, port };
}

const idle = () => child('setInterval(() => {}, 1000)').pid;

/** One check of a run led by `pid`, which is answered like this. */
function check(pid: number, outcome: ProbeOutcome, { port, times = [0] }: { port?: number; times?: number[] } = {}) {
  let nowMs = 0;
  const isOwn = (_name: string, marker: string) => marker === 'own';
  const prober = withAnswererChecked({
    ask: async () => outcome,
    isOwn,
    named: (holder) => holder,
    nowMs: () => nowMs,
  });
  const health = { ...DEFAULT_HEALTH, type: 'tcp' as const, target: 'localhost:1' };
  const of = { name: 'api', run: 1, pid, port };
  return times.reduce<Promise<ProbeOutcome | null>>(async (before, atMs) => {
    await before;
    nowMs = atMs;
    return prober({ health, dir: '/', env: {}, of, signal: new AbortController().signal });
  }, Promise.resolve(null));
}

const answer = (port: number): ProbeOutcome => ({
  ok: true,
  error: null,
  answered: true,
  peer: { address: '127.0.0.1', port },
});

test('an answer of the run itself passes', linux, async () => {
  const { pid, port } = await listener();
  expect(await check(pid, answer(port), { port })).toEqual(answer(port));
});

test('an answer of a stranger does not count for the own port', linux, async () => {
  const { pid, port } = await listener();
  const error = { type: 'stranger', port, holder: { pid, command: expect.stringContaining('-e') } };
  expect(await check(idle(), answer(port), { port })).toMatchObject({ ok: false, error });
});

test('for another port it is doubtful', linux, async () => {
  const { pid, port } = await listener();
  const doubt = { type: 'stranger', port, holder: { pid } };
  expect(await check(idle(), answer(port), { port: port + 1 })).toMatchObject({ ok: true, error: null, doubt });
});

test('who carries the marker, hides its environment, or is zdev, is no stranger', linux, async () => {
  for (const env of [{ PATH: process.env['PATH'], ZDEV_RUN: 'own' }, {}]) {
    const { port } = await listener(env);
    expect(await check(idle(), answer(port), { port })).toEqual(answer(port));
  }
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  expect(await check(idle(), answer(port), { port })).toEqual(answer(port));
});

test('a refusal comes with where the run listens, once it has had its time', linux, async () => {
  const { pid, port } = await listener();
  const error = {
    type: 'refused',
    target: 'localhost:1',
    port: 1,
    text: 'connect ECONNREFUSED',
    listening: null,
  } as const;
  const refused: ProbeOutcome = { ok: false, error, answered: false };
  const listening = [{ address: '127.0.0.1', port, pid }];
  expect((await check(pid, refused))?.error).toEqual(error);
  expect((await check(pid, refused, { times: [0, 600] }))?.error).toEqual({ ...error, listening });
  const remote = { ...refused, error: { ...error, target: 'db.example:1' } };
  expect(await check(pid, remote, { times: [0, 600] })).toEqual(remote);
});
