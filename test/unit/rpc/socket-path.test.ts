import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { claimSocketPath, findSocket } from '../../../src/rpc/socket-path.ts';
import { tempDir } from '../../helpers/temp.ts';

function longDir(): { stateDir: string; runtime: string } {
  const root = tempDir();
  const stateDir = join(root, 'a'.repeat(60), 'b'.repeat(60), '.zdev');
  const runtime = join(root, 'run');
  mkdirSync(stateDir, { recursive: true });
  mkdirSync(runtime);
  return { stateDir, runtime };
}

test('the socket is in the state directory', () => {
  const dir = tempDir();
  expect(claimSocketPath(dir)).toBe(join(dir, 'zdev.sock'));
  expect(findSocket(dir)).toBe(join(dir, 'zdev.sock'));
});

test('a path that is too long for a socket is elsewhere, private, and found without the same environment', () => {
  const { stateDir, runtime } = longDir();
  const path = claimSocketPath(stateDir, { XDG_RUNTIME_DIR: runtime });
  expect(path).toMatch(/\/run\/zdev\/[0-9a-f]{16}\.sock$/);
  expect(Buffer.byteLength(path)).toBeLessThan(104);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(findSocket(stateDir)).toBe(path);
  expect(existsSync(join(stateDir, 'zdev.sock'))).toBe(false);
});

test('two projects never share one', () => {
  const [a, b] = [longDir(), longDir()];
  const environ = { XDG_RUNTIME_DIR: a.runtime };
  expect(claimSocketPath(a.stateDir, environ)).not.toBe(claimSocketPath(b.stateDir, environ));
});

test('a directory that somebody else prepared is refused', () => {
  const { stateDir, runtime } = longDir();
  mkdirSync(join(runtime, 'zdev'));
  chmodSync(join(runtime, 'zdev'), 0o777);
  expect(() => claimSocketPath(stateDir, { XDG_RUNTIME_DIR: runtime })).toThrow('only you can use');

  const other = longDir();
  symlinkSync('/tmp', join(other.runtime, 'zdev'));
  expect(() => claimSocketPath(other.stateDir, { XDG_RUNTIME_DIR: other.runtime })).toThrow('only you can use');
});
