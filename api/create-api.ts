import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { ApiModule } from './api-module.js';
import type { ApiDependencies } from './dependencies.js';
import { requireLoopbackHost } from './loopback-host.js';
import { serveDocumentation } from './openapi/openapi-document.js';
import { ProblemFilter } from './problems/problem-filter.js';
import { SchemaValidationPipe } from './problems/schema-validation-pipe.js';
import { nestLogger } from './nest-logger.js';

/**
 * The API, complete but for listening.
 *
 * @param dependencies all that it talks to; it need not be reachable
 * @param logger gets what Nest and unexpected errors have to say
 */
export async function createApi(
  dependencies: ApiDependencies,
  logger: Logger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(dependencies), {
    logger: nestLogger(logger),
    // A defect in the wiring must reach whoever started us, not end the process without a word.
    abortOnError: false,
    forceCloseConnections: true,
    // Nest's own choice reads HTML forms too, and those any web page may send here without asking.
    bodyParser: false,
  });
  app.disable('x-powered-by');
  app.use(requireLoopbackHost);
  app.useBodyParser('json', { limit: '100kb' });
  app.useGlobalPipes(new SchemaValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  serveDocumentation(app);
  return app;
}
