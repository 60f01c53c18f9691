import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { serverStatusSchema } from '../servers/status-schema.js';

interface Operation {
  readonly summary?: string;
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** What every operation may answer, since not everybody may call it. */
const OF_ACCESS = ['401', '403', '413', '415', '429'];

function answersOf({ responses }: Operation): { readonly own: string[]; readonly ofAccess: string[] } {
  const statuses = Object.keys(responses);
  return {
    own: statuses.filter((status) => !OF_ACCESS.includes(status)),
    ofAccess: statuses.filter((status) => OF_ACCESS.includes(status)),
  };
}

async function readDocument(): Promise<Document> {
  const { url } = await serveWithFakes();
  const { status, body } = await request(`${url}/api/openapi.json`);
  expect(status).toBe(200);
  return body as Document;
}

describe('the OpenAPI document', () => {
  test('has every route, each with a summary, a success and its problems', async () => {
    const { openapi, paths } = await readDocument();
    expect(openapi).toBe('3.1.0');
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operation,
      })),
    );
    expect(operations.map(({ route, operation }) => [route, answersOf(operation).own.join(' ')])).toEqual([
      ['GET /api/v1/me', '200'],
      ['GET /api/v1/servers', '200'],
      ['GET /api/v1/servers/{server}', '200 304 404 503'],
      ['GET /api/v1/servers/{server}/queue', '200 304 404 503'],
      ['GET /api/v1/servers/{server}/events', '200 404 406'],
      ['POST /api/v1/servers/{server}/cycles', '202 400 404 503'],
      ['GET /api/v1/servers/{server}/cycles', '200 400 404 503'],
      ['GET /api/v1/servers/{server}/cycles/{cycle}', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/cycles/{cycle}/cancel', '202 400 404 409 503'],
      ['GET /api/v1/servers/{server}/management-agents', '200 404 503'],
      ['POST /api/v1/servers/{server}/stop', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/start', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/management-agents/{managementAgent}/stop', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/management-agents/{managementAgent}/start', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/management-agents/{managementAgent}/cancel-run', '200 400 404 409 503'],
      ['DELETE /api/v1/servers/{server}/queue/{requestId}', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/queue/{requestId}/move-to-front', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/leases/{token}/force-release', '200 400 404 503'],
      ['GET /api/v1/servers/{server}/holds', '200 404 503'],
      ['POST /api/v1/servers/{server}/holds/{requestId}/approve', '200 400 404 503'],
      ['POST /api/v1/servers/{server}/holds/{requestId}/reject', '200 400 404 503'],
      ['GET /api/v1/servers/{server}/triggers', '200 404 503'],
      ['POST /api/v1/servers/{server}/triggers/{trigger}/fire', '202 400 404 503'],
      ['POST /api/v1/servers/{server}/triggers/{trigger}/pause', '204 400 404 503'],
      ['POST /api/v1/servers/{server}/triggers/{trigger}/resume', '204 400 404 503'],
      ['POST /api/v1/hooks/{server}/{trigger}', '202 400 409 503'],
      ['GET /api/v1/servers/{server}/management-agents/{managementAgent}/runs', '200 400 404 503'],
      [
        'GET /api/v1/servers/{server}/management-agents/{managementAgent}/runs/{runNumber}',
        '200 400 404 406 503',
      ],
      [
        'GET /api/v1/servers/{server}/management-agents/{managementAgent}/runs/{runNumber}/errors',
        '200 400 404 503',
      ],
      ['GET /api/v1/configuration', '200 404 503'],
      ['POST /api/v1/configuration/check', '200 400 404 422 503'],
      ['POST /api/v1/configuration/apply', '200 400 404 409 422 503'],
      ['GET /api/v1/configuration/revisions', '200 404 503'],
      ['GET /api/v1/configuration/revisions/{revision}', '200 400 404 503'],
      ['POST /api/v1/configuration/rollback', '200 400 404 409 410 422 503'],
      ['GET /api/v1/health', '200 503'],
    ]);
    expect(operations.filter(({ operation }) => !operation.summary)).toEqual([]);
    const ofAccess = operations.map(({ route, operation }) =>
      ['GET /api/v1/health', 'POST /api/v1/hooks/{server}/{trigger}'].includes(route)
        ? 'open'
        : `${route.startsWith('GET') ? 'shows' : 'changes'} ${answersOf(operation).ofAccess.join(' ')}`,
    );
    expect([...new Set(ofAccess)]).toEqual(['shows 401 403 429', 'changes 401 403 413 415 429', 'open']);
  });

  test('defines every schema that it refers to', async () => {
    const document = await readDocument();
    const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(referred).toContain('CycleTree');
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(referred)]));
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  test('has examples of what a control takes and gives', async () => {
    const { components } = await readDocument();
    expect(components.schemas).toMatchObject({
      StopRequest: { example: { why: 'maintenance', cancelRuns: true } },
      ControlRequest: { example: { why: 'its database is being moved' } },
      CarriedOut: { example: { version: 413 } },
    });
  });

  test('gives examples of a status that are as it documents', () => {
    const examples = z.array(z.unknown()).parse(serverStatusSchema.meta()?.['examples']);
    expect(examples).toHaveLength(1);
    expect(examples.map((example) => serverStatusSchema.parse(example))).toEqual(examples);
  });

  test('is shown for people', async () => {
    const { url } = await serveWithFakes();
    const page = await request(`${url}/api/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).toContain('AutoSync API');
    expect(await request(`${url}/api/docs/swagger-ui-bundle.js`)).toMatchObject({ status: 200 });
  });
});
