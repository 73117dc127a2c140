import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/helpers/longest-first.ts';

/** These tests set another system for their process. What the process remembers of it must not affect other tests. */
const ALONE = [
  'test/integration/process/{detached,mac,terminal-script}.test.ts',
  'test/integration/host/mac.test.ts',
  'test/unit/config/signals.test.ts',
  'test/unit/host/identity.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'test/helpers/private-cache.ts',
    setupFiles: 'test/helpers/put-back.ts',
    // Real processes on two busy cores: a correct test must not fail because it was slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // More than there are cores, because tests of processes and of the built program mostly wait.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongestFirst },
    projects: [
      // A process for each file, with all its imports, would cost more than most tests do.
      {
        extends: true,
        test: { name: 'shared', isolate: false, include: ['test/**/*.test.{ts,tsx}'], exclude: ALONE },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
