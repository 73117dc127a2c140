import { readFileSync } from 'node:fs';
import { hasProc } from '../../system.ts';
import { readStat } from './scan-linux.ts';

/** A process that wants a processor and gets less than this share of one is held up. */
const LEAST_SHARE = 0.5;

/**
 * Whether a process that has existed for `wallMs` wants to work and hardly could, or has already ended. False if that
 * cannot be seen: only Linux tells.
 */
export function isHeldUp(pid: number, wallMs: number): boolean {
  if (!hasProc()) return false;
  const state = readStat(pid)?.state;
  if (state === 'Z') return true;
  if (state !== 'R') return false;
  try {
    const [cpuNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(cpuNs) / 1e6 < LEAST_SHARE * wallMs;
  } catch {
    return false;
  }
}
