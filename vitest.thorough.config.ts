import { defineConfig } from 'vitest/config';

/** The properties of which `npm test` tries one generated case in ten: all of them. */
export default defineConfig({
  test: {
    include: ['test/run-lock/properties.test.ts', 'test/names/names.test.ts'],
    env: { AUTOSYNC_THOROUGH: '1' },
  },
});
