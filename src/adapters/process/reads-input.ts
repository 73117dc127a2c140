import { readFileSync } from 'node:fs';
import { hasProc } from '../../system.ts';
import { familyOf } from './kin.ts';

/** The number of the system call `read` in `/proc`, by processor. */
const READ: Readonly<Record<string, string>> = {
  x64: '0',
  arm64: '63',
  arm: '3',
  riscv64: '63',
  ppc64: '3',
  s390x: '3',
};

/**
 * Whether a process of a run waits in a read of its stdin. False if that cannot be seen (not on Linux), and for
 * programs that wait in another way, such as node's prompts.
 */
export function readsInput(leader: number): boolean {
  const read = READ[process.arch];
  return hasProc() && read !== undefined && familyOf(leader).some((pid) => isIn(pid, `${read} 0x0 `));
}

function isIn(pid: number, call: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/syscall`, 'utf8').startsWith(call);
  } catch {
    return false; // gone, or of another user
  }
}
