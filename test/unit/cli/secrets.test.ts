import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempDir } from '../../helpers/temp.ts';

const program = fileURLToPath(new URL('../../../dist/zdev.cjs', import.meta.url));

/** Runs zdev in a project with secrets in every place. */
function zdev(...args: string[]) {
  const dir = tempDir();
  writeFileSync(join(dir, '.env'), "API_KEY hunter2\nDB_PASSWORD=hunter2\nBAD hunter2 'unclosed\n");
  writeFileSync(
    join(dir, 'zinit.toml'),
    '[services.web]\nexec = "serve --token hunter2"\nenv = { API_KEY = "hunter2", Z = 1, PW = "postgres://me:hunter2@db/x" }\nbogus = "TOKEN=hunter2"\n',
  );
  return spawnSync(process.execPath, [program, ...args], { cwd: dir, encoding: 'utf8' });
}

test.each([['check'], ['up']])('%s quotes no line of an env file and shows no secret', (command) => {
  const { stdout, stderr } = zdev(command);
  expect(stderr).toMatch(/\.env:1:1/);
  expect(stderr).toMatch(/zinit\.toml:4/);
  expect(stdout + stderr).not.toContain('hunter2');
});

test('JSON has them, as its contract says, but not with --mask-secrets', () => {
  expect(zdev('check', '--json').stdout).toContain('hunter2');
  const masked = zdev('check', '--json', '--mask-secrets').stdout;
  expect(JSON.parse(masked)).toHaveProperty('diagnostics');
  expect(masked).not.toContain('hunter2');
});

test('help is not taken for a secret', () => {
  const help = execFileSync(process.execPath, [program, 'ps', '--help'], { encoding: 'utf8' });
  expect(help).toContain('hide values that look secret');
});
