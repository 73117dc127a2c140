import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { test } from '../helpers/zdev-background.ts';
import { LIVES } from '../helpers/zdev-text.ts';

const REPLAY = fileURLToPath(new URL('../../scripts/replay.mjs', import.meta.url));

test('history: while it runs, after down, and as a record that can be replayed', async ({ rig, project }) => {
  rig.write(
    'zinit.toml',
    `[services.db]\nexec = ${JSON.stringify(LIVES)}\nenv = { DB_PASSWORD = "hunter2" }\n` +
      `[services.bad]\nexec = "exit 3"\nlifecycle = { restart = "never" }\n`,
  );
  expect((await project.run(['history'])).stderr).toMatch(/there is no history in .*\n {2}hint: /);
  await project.run(['up', '-d', '--wait']);
  const supervisor = project.supervisor();
  await project.ok('stop', 'db');
  const running = await project.ok('history', '--lines', 'all');
  expect(running).toContain(`| zdev started, pid ${supervisor}\n`);
  expect(running).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d bad \| .*exit.* 3/m);
  expect(running).toMatch(/ db {2}\| stopping: you asked for a stop \(zdev stop db, pid \d+\)\n/);
  expect(await project.ok('history', 'bad')).not.toContain(' db ');
  await project.ok('down');

  const after = await project.ok('history');
  expect(after.startsWith(running)).toBe(true);
  expect(after).toMatch(/\| zdev ended\n$/);
  const entries = JSON.parse(await project.ok('history', 'db', '--json', '--mask-secrets')) as { service: string }[];
  expect(entries.map((entry) => entry.service)).toContain('db');
  expect(entries.find((entry) => entry.service === 'db')).toMatchObject({ level: 'info', cause: { name: 'db' } });

  await project.ok('history', '--record', 'record.jsonl');
  const path = join(rig.dir, 'record.jsonl');
  expect(readFileSync(path, 'utf8')).not.toContain('hunter2');
  expect(execFileSync(process.execPath, [REPLAY, path], { encoding: 'utf8' })).toMatch(
    /^\d+ events, 0 decided otherwise/,
  );
  expect((await project.run(['history', 'db', '--record', 'x'])).status).toBe(2);
});
