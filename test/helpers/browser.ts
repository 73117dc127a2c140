import { spawn } from 'node:child_process';
import { accessSync, constants, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { tempDir } from './temp.ts';
import { until } from './wait.ts';

/** A page in a real browser. */
export interface Page {
  /** What a person reads there now. */
  text(): Promise<string>;
  /** The value of an expression on the page. */
  evaluate(expression: string): Promise<unknown>;
}

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chromium is; null where there is none. */
export function chromium(): string | null {
  const dirs = (process.env['PATH'] ?? '').split(delimiter);
  return dirs.flatMap((dir) => PROGRAMS.map((name) => join(dir, name))).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens an address in Chromium without a window, for as long as `use` takes. */
export async function withPage(program: string, url: string, use: (page: Page) => Promise<void>): Promise<void> {
  const profile = tempDir();
  const args = ['--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--no-proxy-server'];
  // Chromium refuses to work as root without this.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const child = spawn(program, [...args, '--remote-debugging-pipe', `--user-data-dir=${profile}`, url], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  try {
    await use(await pageOf(child.stdio[3] as Writable, child.stdio[4] as Readable, url));
  } finally {
    if (!isOver()) process.kill(-child.pid!, 'SIGKILL');
    await until(isOver, { what: 'the browser has ended' });
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** The page with this address, over the pipes of the browser: messages are JSON, with a NUL after each. */
async function pageOf(input: Writable, output: Readable, url: string): Promise<Page> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let rest = '';
  let lastId = 0;
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      waiting.get(answer.id ?? 0)?.(answer);
    }
  });
  input.on('error', () => {});

  const call = (method: string, params: object, sessionId?: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result ?? {})));
      input.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
    });

  let targetId = '';
  const look = async () => {
    const { targetInfos } = await call('Target.getTargets', {});
    const targets = targetInfos as { type: string; url: string; targetId: string }[];
    targetId = targets.find((each) => each.type === 'page' && each.url.startsWith(url))?.targetId ?? '';
    return targetId !== '';
  };
  await until(look, { what: `the browser shows ${url}` });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });

  async function evaluate(expression: string): Promise<unknown> {
    const params = { expression, returnByValue: true };
    // While a page is loaded anew, there is nothing to evaluate in.
    const answer = await call('Runtime.evaluate', params, sessionId as string).catch(() => ({}));
    return (answer as { result?: { value?: unknown } }).result?.value;
  }
  return { evaluate, text: async () => String((await evaluate('document.body?.innerText')) ?? '') };
}
