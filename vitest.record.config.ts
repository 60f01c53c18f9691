import { defineConfig } from 'vitest/config';

/** Records the histories that the replay tests replay. */
export default defineConfig({
  test: {
    include: ['test/replay/*.record.ts'],
    globalSetup: ['test/temporal-server.global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
