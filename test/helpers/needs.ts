import type { TestOptions } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the test is skipped here. */
    skipped?: string;
  }
}

/**
 * Options of a test that cannot run everywhere: it is skipped where `isThere` is false, and `scripts/test.mjs` says why.
 * A test that is skipped in any other way counts as failed there.
 */
export function needs(isThere: boolean, otherwise: string): TestOptions {
  return isThere ? {} : { skip: true, meta: { skipped: otherwise } };
}

const isRoot = process.getuid?.() === 0;

/** For what is refused to an ordinary user. */
export const ordinaryUser = needs(!isRoot, 'root may do everything');

/** For files that belong to somebody else. */
export const root = needs(isRoot, 'only root can make files of other users');

/** For what the tests themselves look up in Linux. */
export const linux = needs(process.platform === 'linux', 'it needs Linux');
