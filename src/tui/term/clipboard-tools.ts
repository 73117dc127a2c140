import { spawn } from 'node:child_process';
import type { Timer } from './timer.ts';

/** A program that puts its input into the clipboard. */
export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
  /** Its name in a message; its command by default. */
  readonly label?: string;
  /** Variables in addition to zdev's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How it wants the text; UTF-8 by default. */
  readonly encode?: (text: string) => Buffer;
}

/**
 * Tools that may work here, the likeliest first. Over ssh only tmux, because the user's clipboard is on the other side.
 */
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

/** Its own buffer, and, with `-w`, the clipboard of its terminal, if its options allow that. */
const TMUX: Tool = { command: 'tmux', args: ['load-buffer', '-w', '-'], label: 'into a buffer of tmux' };

type Where = (env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform) => boolean;

const onX11: Where = (env) => Boolean(env['DISPLAY']);

const TOOLS: readonly { readonly tool: Tool; readonly where: Where }[] = [
  {
    // Without a locale, it assumes an old code page.
    tool: { command: 'pbcopy', args: [], env: { LC_CTYPE: 'UTF-8' } },
    where: (_, platform) => platform === 'darwin',
  },
  { tool: { command: 'wl-copy', args: [] }, where: (env) => Boolean(env['WAYLAND_DISPLAY']) },
  { tool: { command: 'xclip', args: ['-selection', 'clipboard'] }, where: onX11 },
  { tool: { command: 'xsel', args: ['--clipboard', '--input'] }, where: onX11 },
  {
    // Without the byte order mark, it assumes an old code page.
    tool: { command: 'clip.exe', args: [], encode: (text) => Buffer.from(`\ufeff${text}`, 'utf16le') },
    where: (env) => Boolean(env['WSL_DISTRO_NAME']),
  },
];

/** A tool without its display would wait for ever. */
const TIMEOUT_MS = 2_000;

/** Passes the text to a tool. Returns the error, or null. */
export function pipeInto(tool: Tool, text: string, timer: Timer): Promise<string | null> {
  return start(tool, text, timer).catch((error: Error) => error.message);
}

function start({ command, args, env, encode }: Tool, text: string, timer: Timer): Promise<string | null> {
  return new Promise((resolve) => {
    // In its own session: xclip and wl-copy keep running to serve the text after zdev and its terminal are gone. They
    // do so in the background with open pipes, so only the exit counts.
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
    child.stdin.on('error', () => {}); // it did not read all of the text; its exit says why
    child.stdin.end(encode?.(text) ?? text);

    function answer(problem: string | null): void {
      cancel();
      resolve(problem);
    }
  });
}
