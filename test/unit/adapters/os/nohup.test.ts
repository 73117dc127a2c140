import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { tempDir } from '../../../helpers/temp.ts';

let program = '';

beforeAll(async () => {
  const entry = fileURLToPath(new URL('../../../../src/adapters/os/nohup.ts', import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ignoresHangup, keepHangupIgnored } from ${JSON.stringify(entry)}; keepHangupIgnored(); process.exit(ignoresHangup() ? 10 : 11);`,
      resolveDir: '/',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  program = outputFiles[0]!.text;
});

test.each([
  ['started plainly', '"$@"', 11],
  ['as the shell notes it in _', '_=/usr/bin/nohup "$@"', 10],
  ['a shell that ignores SIGHUP', 'trap \'\' HUP; "$@"; exit $?', 10],
  ['a shell that minds SIGHUP', 'trap : HUP; "$@"; exit $?', 11],
  ['output into nohup.out', '"$@" >nohup.out', 10],
  ['output into another file', 'echo >nohup.out; "$@" >other.out', 11],
])('%s', (_, script, status) => {
  const cwd = tempDir();
  const env = { PATH: process.env['PATH'], HOME: cwd };
  const result = spawnSync('/bin/sh', ['-c', script, 'sh', process.execPath, '-e', program], { cwd, env });
  expect(result.status).toBe(status);
});
