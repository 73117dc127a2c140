import { execFile } from 'node:child_process';
import { tool, toolEnv } from '../../system.ts';
import { MARKER, type MarkedProcess, type Scan } from './marker.ts';

const PATTERN = new RegExp(`^ *(\\d+) +(\\S+) .* ${MARKER}=([^ ]+)(?: |$)`);

/** Looks for markers in what `ps` shows of the environments: macOS, and other systems without `/proc`. */
export async function scanPs(): Promise<Scan> {
  const marked: MarkedProcess[] = [];
  const lines = await ps(['-Eww', '-x', '-o', 'pid=,stat=,command=']);
  for (const line of lines) {
    const [, pid, state, marker] = PATTERN.exec(line) ?? [];
    if (pid === undefined || state === undefined || marker === undefined) continue;
    if (state.startsWith('Z') || Number(pid) === process.pid) continue;
    marked.push({ pid: Number(pid), marker });
  }
  return { marked, complete: lines.length > 0 };
}

/** The lines that `ps` prints; none when it cannot be run. */
export function ps(args: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(tool('ps'), args, { env: toolEnv(), maxBuffer: 64 << 20, encoding: 'utf8' }, (_error, stdout) => {
      resolve(stdout.split('\n').filter((line) => line !== ''));
    });
  });
}
