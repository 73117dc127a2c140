import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { endLeftovers } from '../../../src/adapters/process/leftovers.ts';
import { MARKER } from '../../../src/adapters/process/marker.ts';
import { killAll, lives } from '../../helpers/processes.ts';
import { program } from '../../helpers/programs.ts';

/** Other runs of this test may be under way on the machine. */
const project = `leftover${process.pid}`;

test('processes of earlier sessions of the project are ended and named', async () => {
  const waits = `exec ${process.execPath} -e "setInterval(() => {}, 9e8); console.log('ready')"`;
  const old = await start(`${project}/old/api/3`, waits);
  const stubborn = await start(`${project}/older/db/1`, `exec ${program('ignores-sigterm.mjs')}`);
  const live = await start(`${project}/live/api/1`, waits);
  const other = await start(`${project}2/old/api/1`, waits);
  const found = await endLeftovers({ project, liveSession: 'live', graceMs: 200 });
  expect(found.toSorted((a, b) => a.service.localeCompare(b.service))).toEqual([
    { pid: old, command: expect.stringContaining('setInterval'), service: 'api' },
    { pid: stubborn, command: expect.stringContaining('ignores-sigterm.mjs'), service: 'db' },
  ]);
  expect([old, stubborn].filter(lives)).toEqual([]);
  expect([live, other].every(lives)).toBe(true);
});

test('nothing to end', async () => {
  expect(await endLeftovers({ project: `nobody${process.pid}` })).toEqual([]);
});

async function start(marker: string, command: string): Promise<number> {
  const env = { ...process.env, [MARKER]: marker };
  const child = spawn('/bin/sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => killAll([child.pid!]));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child.pid!;
}
