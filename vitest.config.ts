import { configDefaults, defineConfig } from 'vitest/config';

/** Tests of pure rules that are too large, or too much code of their own, to stand beside one file. */
const PURE = 'test/run-lock/**';

export default defineConfig({
  test: {
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
            'test/!(run-lock)/**',
            'test/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, PURE],
          globalSetup: ['test/temporal-server.global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
