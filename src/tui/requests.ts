import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../monotonic.ts';
import type { RpcClient } from '../rpc/client.ts';
import { info, problem, type Request } from './actions/context.ts';
import type { LogHistory } from './log-history.ts';
import type { Logs } from './logs/logs.ts';
import type { Model } from './model/model.ts';
import type { OlderLines } from './older-lines.ts';
import { copy } from './term/clipboard.ts';
import type { TerminalSession } from './term/terminal-session.ts';

/** How often open details are updated. */
const USAGE_EVERY_MS = 2000;
/** Output is on disk within a tenth of a second, and a little later on a busy machine. */
const LOG_FILE_MS = 500;

/** What requests need. */
interface Means {
  readonly client: RpcClient;
  readonly session: TerminalSession;
  readonly logs: Logs;
  readonly history: Pick<LogHistory, 'file'>;
  readonly older: OlderLines;
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
  readonly attach: (name: string) => Promise<void>;
  readonly redraw: () => void;
  readonly quit: (how: 'detach' | 'stop' | 'kill') => void;
}

/** Runs the requests of actions. */
export interface Requests {
  carryOut(request: Request): void;
  /** Resolves when no editor has the terminal. */
  terminalIsOurs(): Promise<void>;
}

/** Every error becomes a message. */
export function createRequests(means: Means): Requests {
  const { client, session, logs, history, env, model, set } = means;
  let usageTimer: NodeJS.Timeout | undefined;
  let editing = Promise.resolve();

  return {
    carryOut(request) {
      carryOut(request).catch((error: unknown) => {
        set(problem(error instanceof Error ? error.message : String(error)));
      });
    },
    terminalIsOurs: () => editing,
  };

  async function carryOut(request: Request): Promise<void> {
    switch (request.type) {
      case 'call':
        return void (await call(request));
      case 'details':
        return showDetails(request.name);
      case 'attach':
        return means.attach(request.name);
      case 'free-port':
        await client.call('service.free_port', { name: request.name });
        return;
      case 'copy': {
        const { lines, part } = request;
        const how = await copy(lines.join('\n') + (part ? '' : '\n'), {
          env,
          platform: process.platform,
          write: (text) => void session.write(text),
          file: join(means.stateDir, 'clipboard.log'),
        });
        return set(how.ok ? info(how.message, Date.now()) : problem(how.message));
      }
      case 'edit':
        editing = edit(request.service);
        return editing;
      case 'open':
        return openUrl(request.url);
      case 'mark':
        logs.mark(request.service, '', Date.now());
        return set({});
      case 'older':
        return means.older.read(request.all === true);
      case 'find-older':
        return means.older.find(request.around === true);
      case 'mouse':
        session.setMouse(request.on);
        // Without the mouse, the wheel still scrolls, because it sends arrow keys.
        return session.setWheelKeys(!request.on && model().zoom);
      case 'suspend':
        return session.suspend();
      case 'redraw':
        return means.redraw();
      case 'quit':
        return means.quit(request.how);
    }
  }

  async function call({ method, names, dependents, signal }: Extract<Request, { type: 'call' }>): Promise<void> {
    const name = [...names];
    if (method === 'service.start') await client.call(method, { name, dependencies: true });
    else if (method === 'service.restart') await client.call(method, { name, dependents: dependents === true });
    else if (method === 'service.kill') await client.call(method, { name, signal: signal ?? 'SIGKILL' });
    else await client.call(method, { name });
  }

  async function showDetails(name: string): Promise<void> {
    const { lines, roots } = await client.call('service.why', { name });
    if (model().selected !== name) return;
    set({ details: { name, lines, roots, usage: null, scroll: 0 } });
    clearInterval(usageTimer);
    usageTimer = setInterval(() => void refresh(), USAGE_EVERY_MS);
    await refresh();
  }

  /** Updates what changes by itself while the details are open. */
  async function refresh(): Promise<void> {
    const { details } = model();
    if (!details) return clearInterval(usageTimer);
    const { name } = details;
    const answers = Promise.all([client.call('service.why', { name }), client.call('service.stats', { name })]);
    const [why, stats] = await answers.catch(() => [null, null] as const);
    const now = model().details;
    if (!why || !stats || now?.name !== name) return;
    const usage = stats.pid === 0 ? null : { memoryBytes: stats.memory_bytes, cpuPercent: stats.cpu_percent };
    set({ details: { ...now, lines: why.lines, roots: why.roots, usage } });
  }

  async function edit(service: string | null): Promise<void> {
    const path = service === null ? join(means.stateDir, 'supervisor.log') : await logFile(service);
    if (path === null) return set(problem(`${service} has no log file yet`));
    const editor = env['VISUAL'] || env['EDITOR'] || env['PAGER'] || 'less';
    // Without -R, less takes a log with colours for a binary file, and asks whether to show it.
    const ownEnv = { ...process.env, LESS: env['LESS'] ?? '-R' };
    await session.pauseFor(async () => {
      const status = await new Promise<number | null>((resolve) => {
        const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit', env: ownEnv });
        child.on('error', () => resolve(null));
        child.on('exit', resolve);
      });
      set(
        status === 0
          ? info(`back from ${editor}`, Date.now())
          : problem(`${editor} ended with status ${status}: ${path}`),
      );
    });
  }

  /** The newest log file. Output reaches its file a moment later, so this tries again. Null: there is still none. */
  async function logFile(service: string): Promise<string | null> {
    const giveUpMs = monotonicMs() + LOG_FILE_MS;
    for (;;) {
      const path = await history.file(service);
      if (path !== null || monotonicMs() > giveUpMs) return path;
      await delay(LOG_FILE_MS / 10);
    }
  }

  async function openUrl(url: string): Promise<void> {
    const opener = process.platform === 'darwin' ? 'open' : env['WSL_DISTRO_NAME'] ? 'wslview' : 'xdg-open';
    await new Promise<void>((resolve) => {
      const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
      child.on('error', () => {
        set(problem(`${opener} cannot be run; the address is ${url}`));
        resolve();
      });
      child.on('spawn', () => {
        child.unref();
        set(info(`opened ${url}`, Date.now()));
        resolve();
      });
    });
  }
}
