import { spawn } from 'node:child_process';
import type { Timer } from './timer.ts';

/** A program that puts what it reads into the clipboard. */
export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
  /** What it is called in a message; its command unless told. */
  readonly label?: string;
  /** What it has in its environment beside that of zdev. */
  readonly env?: Readonly<Record<string, string>>;
  /** How it wants the text; UTF-8 unless told. */
  readonly encode?: (text: string) => Buffer;
}

/** Those that may work here, the likeliest first. Over ssh only tmux: the clipboard that is meant is on the other side. */
export function clipboardTools({
  env,
  platform,
}: {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}): Tool[] {
  const isRemote = Boolean(env['SSH_CONNECTION'] || env['SSH_TTY'] || env['SSH_CLIENT']);
  const local = isRemote ? [] : TOOLS.filter(({ where }) => where(env, platform)).map(({ tool }) => tool);
  return env['TMUX'] ? [...local, TMUX] : local;
}

/** Its own buffer, and with `-w` the clipboard of the terminal that it is on, as far as its options let it. */
const TMUX: Tool = { command: 'tmux', args: ['load-buffer', '-w', '-'], label: 'into a buffer of tmux' };

type Where = (env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform) => boolean;

const onX11: Where = (env) => Boolean(env['DISPLAY']);

const TOOLS: readonly { readonly tool: Tool; readonly where: Where }[] = [
  {
    // Without a locale, it takes the text for one of the oldest code pages.
    tool: { command: 'pbcopy', args: [], env: { LC_CTYPE: 'UTF-8' } },
    where: (_, platform) => platform === 'darwin',
  },
  { tool: { command: 'wl-copy', args: [] }, where: (env) => Boolean(env['WAYLAND_DISPLAY']) },
  { tool: { command: 'xclip', args: ['-selection', 'clipboard'] }, where: onX11 },
  { tool: { command: 'xsel', args: ['--clipboard', '--input'] }, where: onX11 },
  {
    // Without the mark at its beginning, it takes the text for one of the oldest code pages.
    tool: { command: 'clip.exe', args: [], encode: (text) => Buffer.from(`\ufeff${text}`, 'utf16le') },
    where: (env) => Boolean(env['WSL_DISTRO_NAME']),
  },
];

/** A tool that waits for a display that is not there would wait for ever. */
const TIMEOUT_MS = 2_000;

/** Gives the text to a tool. Answers what was wrong, or null. */
export function pipeInto(tool: Tool, text: string, timer: Timer): Promise<string | null> {
  return start(tool, text, timer).catch((error: Error) => error.message);
}

function start({ command, args, env, encode }: Tool, text: string, timer: Timer): Promise<string | null> {
  return new Promise((resolve) => {
    // In a session of its own: xclip and wl-copy stay, to hand the text out, when zdev and its terminal are gone. They
    // do so in the background, with the pipes still open, so the exit is what counts.
    const child = spawn(command, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      ...(env && { env: { ...process.env, ...env } }),
    });
    const cancel = timer(() => {
      child.kill('SIGKILL');
      child.stdin.destroy();
      answer(`did not end within ${TIMEOUT_MS / 1000} seconds`);
    }, TIMEOUT_MS);
    child.on('error', (error: NodeJS.ErrnoException) =>
      answer(error.code === 'ENOENT' ? 'is not there' : error.message),
    );
    child.on('exit', (code, signal) => answer(code === 0 ? null : `ended with ${signal ?? code}`));
    child.stdin.on('error', () => {}); // it did not read all of it; how it ends says why
    child.stdin.end(encode?.(text) ?? text);

    function answer(problem: string | null): void {
      cancel();
      resolve(problem);
    }
  });
}
