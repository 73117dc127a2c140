import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { listen, silent, web } from './servers.ts';

/**
 * Probes once, and prints whether an HTTP client has been loaded. Nothing ends it: it ends when nothing is left to
 * wait for.
 */
const PROGRAM = `
  import { probers } from './src/adapters/probe/index.ts';
  const [type, target, timeoutMs] = process.argv.slice(2);
  const signal = new AbortController().signal;
  await probers[type]({ health: { type, target, timeoutMs: Number(timeoutMs) }, dir: '/', env: {}, signal });
  console.log(process.moduleLoadList.some((name) => name.includes('_http_client')));
`;

test('a probe leaves no socket, timer or process behind: the program ends by itself', { timeout: 60_000 }, async () => {
  const program = await bundle();
  const [mute, good] = [await listen(silent()), await listen(web((_request, response) => response.write('x')))];
  const long = '600000';
  for (const args of [
    ['tcp', `localhost:${mute}`, long],
    ['http', `http://127.0.0.1:${good}`, long],
    ['http', `http://127.0.0.1:${mute}`, '200'],
    ['exec', 'true', long],
    ['exec', 'sleep 1000 & sleep 1000', '200'],
  ]) {
    expect(await run(program, args)).toMatchObject({ code: 0 });
  }
});

test('http is loaded only for an http probe', async () => {
  const program = await bundle();
  expect(await run(program, ['exec', 'true', '5000'])).toEqual({ code: 0, output: 'false\n' });
  expect(await run(program, ['tcp', 'localhost:1', '5000'])).toEqual({ code: 0, output: 'false\n' });
  expect(await run(program, ['http', 'localhost:1', '5000'])).toEqual({ code: 0, output: 'true\n' });
});

async function bundle(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'zdev-leaks-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const outfile = join(dir, 'probe.mjs');
  const stdin = { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return outfile;
}

/** Code and output of a run that ends by itself; code null for one that had to be killed. */
function run(program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
