import { expect, test } from 'vitest';
import { allowedMethods } from './allowed-methods.js';

const ROUTES = ['GET /a/:x', 'POST /a/:x', 'DELETE /a/b', 'GET /a'];

test.each([
  ['/a', ['GET', 'HEAD']],
  ['/A/', ['GET', 'HEAD']],
  ['/a/1', ['GET', 'HEAD', 'POST']],
  ['/a/b', ['DELETE', 'GET', 'HEAD', 'POST']],
  ['/a/%2F', ['GET', 'HEAD', 'POST']],
  ['/a/1/2', []],
  ['/', []],
])('%s takes %j', (path, methods) => {
  expect(allowedMethods(ROUTES, path)).toEqual(methods);
});
