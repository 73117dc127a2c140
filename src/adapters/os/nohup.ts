import { fstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the global that holds the answer, because each chunk has its own copy of this module. */
const IGNORES_HANGUP = 'zdevIgnoresHangup';

/** Keeps SIGHUP ignored if this process was started that way, as by `nohup`. */
export function keepHangupIgnored(): void {
  if (!startedUnderNohup()) return;
  (globalThis as Record<string, unknown>)[IGNORES_HANGUP] = true;
  process.on('SIGHUP', () => {});
}

/** Whether `keepHangupIgnored` has found that SIGHUP is ignored. Does not ask the system. */
export function ignoresHangup(): boolean {
  return (globalThis as Record<string, unknown>)[IGNORES_HANGUP] === true;
}

/**
 * Whether this process was started with SIGHUP ignored, as by `nohup`. Node resets every signal to its default effect
 * at its start and does not tell what it was. So this looks at other signs: the command that the shell says it ran, the
 * parent (a shell passes an ignored signal on), and the files that `nohup` uses instead of a terminal.
 */
function startedUnderNohup(env: NodeJS.ProcessEnv = process.env): boolean {
  return /(^|\/)nohup$/.test(env['_'] ?? '') || parentIgnoresHangup() || writesToNohupOut(env) || hasUnreadableInput();
}

/** SIGHUP has the number 1 everywhere, which is the lowest bit. */
function parentIgnoresHangup(): boolean {
  const [, mask] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(read(`/proc/${process.ppid}/status`)) ?? [];
  return mask !== undefined && Number.parseInt(mask.slice(-1), 16) % 2 === 1;
}

/** The file is in the current directory or, if that is not writable, in the home directory. */
function writesToNohupOut({ HOME = '' }: NodeJS.ProcessEnv): boolean {
  return ['.', HOME].some((dir) => [1, 2].some((fd) => isFile(fd, join(dir, 'nohup.out'))));
}

function isFile(fd: number, path: string): boolean {
  try {
    const [open, named] = [fstatSync(fd), statSync(path)];
    return open.isFile() && open.ino === named.ino && open.dev === named.dev;
  } catch {
    return false;
  }
}

/** GNU's nohup opens stdin for writing only. */
function hasUnreadableInput(): boolean {
  const [, flags] = /^flags:\s*([0-7]+)$/m.exec(read('/proc/self/fdinfo/0')) ?? [];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
