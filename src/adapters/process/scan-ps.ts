import { execFile } from 'node:child_process';
import { tool, toolEnv } from '../../system.ts';

/** The output lines of `ps`; none if it cannot be run. */
export function ps(args: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(tool('ps'), args, { env: toolEnv(), maxBuffer: 64 << 20, encoding: 'utf8' }, (_error, stdout) => {
      resolve(stdout.split('\n').filter((line) => line !== ''));
    });
  });
}

/**
 * Converts `[[DAYS-]HOURS:]MINUTES:SECONDS`, with or without a fraction, to ms. `ps` writes `time` and `etime` in this
 * form.
 */
export function psTimeMs(text: string): number {
  const [clock = '', days = '0'] = text.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number.parseFloat(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000 || 0;
}
