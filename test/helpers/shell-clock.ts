import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/**
 * From now on, counts tenths of a second as a shell does. On a busy machine each takes longer, as does everything else that
 * starts processes: so a limit in these holds there, too.
 */
export function shellClock(): { tenths(): number } {
  const shell = spawn('/bin/sh', ['-c', 'while /bin/sleep 0.1 && echo; do :; done'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void shell.kill('SIGKILL'));
  let tenths = 0;
  shell.stdout.on('data', (lines: Buffer) => {
    tenths += lines.length;
  });
  return { tenths: () => tenths };
}
