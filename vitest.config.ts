import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { WHOLE_INSTALLATIONS } from './vitest.thorough.config.js';

/** Tests of pure rules that are too large, or too much code of their own, to stand beside one file. */
const PURE = 'test/{run-lock,names}/**';

export default defineConfig({
  test: {
    // One more than there are cores: the integration tests wait much of their time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          // Built output holds no tests, but what an earlier build left behind may.
          include: ['**/*.test.ts'],
          exclude: [
            ...configDefaults.exclude,
            'dist/**',
            '.autosync/**',
            'test/!(run-lock|names)/**',
            'test/*.test.ts',
          ],
          // They leave nothing behind in their process; a process for each file would take longer than the tests.
          isolate: false,
          // Far above what any of them takes: they run beside the integration tests.
          testTimeout: 30_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, PURE, ...WHOLE_INSTALLATIONS],
          // A process that has read the code once tests one file after the other.
          isolate: false,
          globalSetup: ['test/temporal-server.global-setup.ts'],
          // Some start whole programs; on a busy machine that takes its time.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
