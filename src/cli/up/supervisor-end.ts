import { addressSpaceLimitBytes } from '../../adapters/os/memory-limit.ts';

/** How a supervisor process ended, in words that follow its name: `was killed by SIGSEGV`. */
export function endText(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `was killed by ${signal}` : `ended with status ${code}`;
}

/** The signals that end Node when it cannot reserve the memory that it wants. */
const OF_MEMORY: readonly (string | null)[] = ['SIGSEGV', 'SIGBUS', 'SIGTRAP', 'SIGABRT', 'SIGILL'];

/**
 * What to do about such an end, if the limit of address space is a likely cause. Node has no message for that. Null
 * otherwise.
 */
export function memoryHint(signal: NodeJS.Signals | null, limitBytes = addressSpaceLimitBytes): string | null {
  const bytes = OF_MEMORY.includes(signal) ? limitBytes() : null;
  if (bytes === null) return null;
  const megabytes = Math.floor(bytes / 1024 ** 2);
  return `Node.js may need more memory than \`ulimit -v\` allows (${megabytes} MB): try \`ulimit -v unlimited\``;
}
