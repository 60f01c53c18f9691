import { configDefaults, defineConfig } from 'vitest/config';

/** Whole installations whose processes are killed, and whole landscapes: each takes long, and both cores. */
export const WHOLE_INSTALLATIONS = [
  'test/{faults,start}/**/*.test.ts',
  'test/running/killed-worker.test.ts',
  'test/cli/rehearse.test.ts',
];

/** What `npm test` leaves out, to be over soon; and the properties of which it tries one generated case in ten: all. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'properties',
          include: ['test/run-lock/properties.test.ts', 'test/names/names.test.ts'],
          env: { AUTOSYNC_THOROUGH: '1' },
        },
      },
      {
        test: {
          name: 'installations',
          include: WHOLE_INSTALLATIONS,
          exclude: configDefaults.exclude,
          globalSetup: ['test/temporal-server.global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
