import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../helpers/temp.ts';
import { type Case, cases, loadCase, RUNNING } from '../../unit/config/procfile-cases.ts';

/*
 * The same cases as in test/unit/config/procfile-cases.test.ts, run: what a shell makes of the commands with the
 * variables that zdev gives them.
 */

const runnable = cases.filter(({ expected }) => expected.executed !== undefined);

describe('what is executed', () => {
  test('is known of most cases', () => expect(runnable.length).toBeGreaterThan(105));

  test.each(runnable)('$name', async (given) => {
    const { executed } = await run(given);
    expect(executed).toEqual(given.expected.executed);
  });
});

test.each(cases.filter(({ name }) => RUNNING.has(name)))('exit status: $name', async (given) => {
  const { statuses } = await run(given);
  expect(statuses).toContain(given.expected.exit);
});

/** Runs the commands of a case one after the other, with stand-ins for all programs, which write down how they are called. */
async function run(given: Case): Promise<{ executed: Record<string, string[][]>; statuses: (number | null)[] }> {
  const dir = tempDir();
  const calls = join(dir, 'calls');
  mkdirSync(calls);
  const environ = { PATH: `${makePrograms(dir)}:/usr/bin:/bin`, HOME: dir, CALLS: calls };
  const project = await loadCase(given, environ);
  const statuses = project.services.flatMap((service) => {
    if (service.kind === 'target' || service.status !== 'start') return [];
    const env = { ...environ, ...given.environ, ...service.env };
    return [spawnSync('/bin/sh', ['-c', service.exec], { cwd: service.dir, env }).status];
  });
  const executed: Record<string, string[][]> = {};
  for (const file of readdirSync(calls)) {
    const [ps = '', ...words] = readFileSync(join(calls, file), 'utf8').split('\0').slice(0, -1);
    const line = words.map((word) => (word.startsWith(dir) ? word.replace(dir, '$HOME') : word));
    executed[ps] = [...(executed[ps] ?? []), line].sort((a, b) => String(a).localeCompare(String(b)));
  }
  return { executed, statuses };
}

/** A directory with a stand-in for each program of the cases. */
function makePrograms(dir: string): string {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const lines = runnable.flatMap(({ expected }) => Object.values(expected.executed ?? {}).flat());
  for (const name of new Set(lines.map(([program]) => program as string))) {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\0' "$PS" ${name} "$@" >"$CALLS/$$"\n`, { mode: 0o755 });
  }
  return bin;
}
