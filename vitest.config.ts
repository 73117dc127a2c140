import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/helpers/private-cache.ts',
    include: ['test/**/*.test.{ts,tsx}'],
    // Real processes on two busy cores: a test that is right must not fail because it was slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Files in parallel on every core, but no more: the tests of processes and of the built program load the machine.
    maxWorkers: '100%',
  },
});
