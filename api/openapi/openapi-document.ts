import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../problems/problem-schema.js';
import { runDetailsSchema } from '../runs/run-details-schema.js';
import { convertSchema } from './schema-conversion.js';

/** Where the OpenAPI document is. */
export const OPENAPI_PATH = '/api/openapi.json';

/** Where the document is shown for people. */
export const DOCUMENTATION_PATH = '/api/docs';

/** What the routes are about, in the order in which they are shown. */
const TAGS: Readonly<Record<string, string>> = {
  'Sync servers': 'What goes on at a sync server: what runs, what waits for what, and what happens next.',
  Controls: 'Stop and start management agents, cancel runs, change the queue.',
  Holds: 'Exports of which too much is pending: approve or reject them.',
  Cycles: 'A cause, and all the runs that it led to: start one, follow it, find one, cancel it.',
  Triggers: 'What starts cycles by itself: when it fired last, when it fires next; fire, pause, resume.',
  Webhooks: 'What other programs call, with a signature, when something has changed.',
  Configuration: 'What AutoSync is told to do: check it, apply it, go back to what was.',
  'Management agents': 'Partitions and run profiles, as the engine has them.',
  Runs: 'What the engine has recorded of each run: results, counters, errors.',
  Health: 'Whether Temporal, the workers, the run locks and the engines are there.',
  Access: 'Who you are here, and what you may do.',
};

/** Serves the OpenAPI document at {@link OPENAPI_PATH} and Swagger UI at {@link DOCUMENTATION_PATH}. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup(DOCUMENTATION_PATH, app, () => openApiDocument(app), {
    jsonDocumentUrl: OPENAPI_PATH,
    raw: ['json'],
    customSiteTitle: 'AutoSync API',
  });
}

function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('AutoSync')
    .setDescription(
      'Starts cycles on MIM sync servers and tells what goes on there. Times are ISO 8601 in UTC. Every error is a problem (RFC 9457) with a `code` and an instruction for the operator. Names in paths are URL-encoded.',
    )
    .setVersion('1')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description:
        'An API key, or a token of the OIDC provider. On loopback none is needed, unless it is demanded.',
    });
  for (const [name, what] of Object.entries(TAGS)) builder.addTag(name, what);
  const description = builder.build();
  const document = SwaggerModule.createDocument(app, description, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { ...convertSchema(schema, schemaType) } : undefined,
  });
  // The routes refer to these two by name, because they give more than one media type, or one that is not JSON.
  const named = [problemSchema, runDetailsSchema].map((schema) => convertSchema(schema, 'output').components);
  document.components = {
    ...document.components,
    schemas: Object.assign({ ...document.components?.schemas }, ...named),
  };
  return document;
}
