import { expect, onTestFinished, test } from 'vitest';
import { fakeDependencies } from '../../test/api/fake-dependencies.js';
import { SILENT } from '../../test/api/served-api.js';
import { createApi } from '../create-api.js';
import { declaredRoutes } from './declared-routes.js';

test('every route says who may call it', async () => {
  const app = await createApi(fakeDependencies(), SILENT);
  onTestFinished(() => app.close());
  await app.init();
  const routes = declaredRoutes(app);
  expect(routes.map(({ route }) => route)).toContain('POST /api/v1/servers/:server/stop');
  expect(routes.filter(({ access }) => access === undefined).map(({ route }) => route)).toEqual([]);
});
