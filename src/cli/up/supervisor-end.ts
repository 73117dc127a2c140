import { readFileSync } from 'node:fs';

/** How a supervisor process ended, in words that follow its name: `was killed by SIGSEGV`. */
export function endText(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `was killed by ${signal}` : `ended with status ${code}`;
}

/** Node gives itself these signals, or gets them, when it cannot have the memory that it wants to reserve. */
const OF_MEMORY: readonly (string | null)[] = ['SIGSEGV', 'SIGBUS', 'SIGTRAP', 'SIGABRT', 'SIGILL'];

/**
 * What to do about it, if the limit of address space is a likely cause. Node has no message for that. It is asked only after
 * such an end.
 */
export function memoryHint(signal: NodeJS.Signals | null, limits = '/proc/self/limits'): string | null {
  if (!OF_MEMORY.includes(signal)) return null;
  const bytes = Number(/^Max address space +(\d+)/m.exec(textOf(limits))?.[1]);
  if (Number.isNaN(bytes)) return null;
  const megabytes = Math.floor(bytes / 1024 ** 2);
  return `Node.js may need more memory than \`ulimit -v\` allows (${megabytes} MB): try \`ulimit -v unlimited\``;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
