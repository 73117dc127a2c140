import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import type { Rig } from '../helpers/zdev.ts';
import { type Background, test } from '../helpers/zdev-background.ts';
import { LIVES } from '../helpers/zdev-text.ts';

const toml = (name: string, exec: string, more = '') =>
  `[services.${name}]\nexec = ${JSON.stringify(exec)}\nlifecycle = { restart = "never" }\n${more}\n`;
/** Says 50 lines, waits for the file `go`, and goes on; what it has said it notes in `said`. */
const COUNTS = `i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; echo $i >said
  if [ $i = 50 ]; then while [ ! -e go ]; do sleep 0.05; done; fi
  if [ $i = 150 ]; then while [ ! -e on ]; do sleep 0.05; done; fi
done; exec sleep 300`;
/** Ends with that status when its file is there. */
const ENDS = (status: number) => `while [ ! -e end${status} ]; do sleep 0.05; done; echo end; exit ${status}`;
const CONFIG = [
  toml('plain', LIVES),
  toml('counts', COUNTS),
  toml('fails', ENDS(7)),
  toml('works', ENDS(0)),
  toml('halted', LIVES),
  toml('setup', 'echo once >>setup-runs', 'oneshot = true'),
  toml('needs', LIVES, 'requires = ["setup", "plain"]'),
].join('');

/** A project in which everything has come as far as it comes by itself, and `halted` was stopped by the user. */
async function begin(rig: Rig, project: Background): Promise<Readonly<Record<string, number>>> {
  rig.write('zinit.toml', CONFIG);
  await project.ok('up', '-d', '--wait');
  await project.ok('stop', 'halted');
  await until(async () => (await linesOf(project)).includes(50), { what: '50 lines' });
  return project.pids();
}

/** What happens while no supervisor is there. */
async function meanwhile(rig: Rig, pids: Readonly<Record<string, number>>): Promise<void> {
  expect(Object.keys(pids)).toEqual(['plain', 'counts', 'fails', 'works', 'needs']);
  expect(Object.values(pids).filter((pid) => !lives(pid))).toEqual([]);
  rig.write('go', '');
  rig.write('end7', '');
  rig.write('end0', '');
  await until(() => read(rig, 'said') === '150\n');
}

function read({ dir }: Rig, name: string): string {
  return readFileSync(join(dir, name), 'utf8');
}

async function linesOf(project: Background): Promise<number[]> {
  const text = await project.ok('logs', 'counts', '-n', '1000');
  return [...text.matchAll(/ line (\d+)$/gm)].map(([, number]) => Number(number));
}

async function expectAdopted(rig: Rig, project: Background, pids: Readonly<Record<string, number>>): Promise<void> {
  const { plain, counts, needs } = pids;
  await project.untilRow('fails', ({ pid }) => pid === null);
  await project.untilRow('works', ({ pid }) => pid === null);
  expect(await project.pids()).toEqual({ plain, counts, needs });
  const rows = await project.rows();
  expect(rows['fails']?.reason).toMatch(/\b7\b/);
  expect(rows['works']).toMatchObject({ state: 'exited' });
  expect(rows['halted']).toMatchObject({ reason: expect.stringContaining('stopped by you') });
  expect(rows['setup']).toMatchObject({ ready: true });
  expect(rows['needs']).toMatchObject({ ready: true });
  expect(read(rig, 'setup-runs')).toBe('once\n');
  expect(await project.ok('logs', 'fails')).toMatch(/\| end$/m);

  rig.write('on', '');
  await until(async () => (await linesOf(project)).includes(200), { what: '200 lines' });
  const lines = await linesOf(project);
  expect(lines).toEqual(Array.from({ length: lines.length }, (_, i) => 201 - lines.length + i));
  expect(lines.length).toBeGreaterThanOrEqual(150);
}

async function expectNothingLeft(rig: Rig, project: Background): Promise<void> {
  await project.ok('down');
  expect(rig.services()).toEqual([]);
}

test('down --keep, then up -d', async ({ rig, project }) => {
  const pids = await begin(rig, project);
  const first = project.supervisor();
  expect(await project.ok('down', '--keep')).toContain('still running: plain, counts, fails, works, needs');
  expect(lives(first)).toBe(false);
  await meanwhile(rig, pids);
  await project.ok('up', '-d');
  expect(project.supervisor()).not.toBe(first);
  await expectAdopted(rig, project, pids);
  await expectNothingLeft(rig, project);
});

test('the supervisor is killed, then up -d', async ({ rig, project }) => {
  const pids = await begin(rig, project);
  await project.kill();
  await meanwhile(rig, pids);
  await project.ok('up', '-d');
  await expectAdopted(rig, project, pids);
  await expectNothingLeft(rig, project);
});

test('the supervisor is killed, then up in the foreground, which shows what was said meanwhile', async ({
  rig,
  project,
}) => {
  const pids = await begin(rig, project);
  await project.kill();
  await meanwhile(rig, pids);
  const zdev = rig.up('--exit-on', 'never');
  await zdev.prints('| line 150');
  await expectAdopted(rig, project, pids);
  await zdev.prints('| line 200');
  const shown = [...zdev.text.matchAll(/counts \| line (\d+)$/gm)].map(([, number]) => Number(number));
  expect(shown).toEqual(Array.from({ length: 150 }, (_, i) => 51 + i));
  expect(zdev.text).toContain(`plain: runs on, pid ${pids['plain']}`);
  expect(await zdev.stop()).toBe(0);
  expect(Object.values(pids).filter(lives)).toEqual([]);
  expect(rig.services()).toEqual([]);
});

test('a project that was changed meanwhile: what is gone is stopped, the rest is adopted', async ({ rig, project }) => {
  rig.write('zinit.toml', toml('same', LIVES) + toml('gone', LIVES));
  await project.ok('up', '-d', '--wait');
  const { same, gone } = await project.pids();
  await project.kill();
  rig.write('zinit.toml', toml('same', LIVES) + toml('added', LIVES));
  await project.ok('up', '-d', '--wait');
  await until(async () => !('gone' in (await project.rows())));
  expect(lives(gone ?? 0)).toBe(false);
  expect(await project.pids()).toEqual({ same, added: expect.any(Number) });
  await expectNothingLeft(rig, project);
});

test('killed again and again', async ({ rig, project }) => {
  rig.write('zinit.toml', toml('a', LIVES));
  await project.ok('up', '-d', '--wait');
  const pids = await project.pids();
  for (let i = 0; i < 3; i++) {
    await project.kill();
    await project.ok('up', '-d', '--wait');
    expect(await project.pids()).toEqual(pids);
  }
  await expectNothingLeft(rig, project);
});
