import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { declaredRoutes } from './access/declared-routes.js';
import { ApiModule } from './api-module.js';
import { Refusals } from './audit/refusals.js';
import type { ApiDependencies } from './dependencies.js';
import { ON_LOOPBACK, type HttpSettings } from './http-settings.js';
import { requireLoopbackHost } from './loopback-host.js';
import { serveDocumentation } from './openapi/openapi-document.js';
import { allowedMethods } from './problems/allowed-methods.js';
import { answerOptions } from './problems/answer-options.js';
import { ProblemFilter } from './problems/problem-filter.js';
import { SchemaValidationPipe } from './problems/schema-validation-pipe.js';
import { nestLogger } from './nest-logger.js';
import { securityHeaders } from './security-headers.js';

/** What another web page may send, if its origin is allowed at all, and what it may read beside the usual. */
const CORS = {
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID'],
  exposedHeaders: ['ETag', 'Location', 'Retry-After'],
  maxAge: 600,
};

/** How long a caller may take for what it sends: who is slower holds a connection, and no more. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };

/**
 * The API, complete but for listening.
 *
 * @param dependencies all that it talks to; it need not be reachable
 * @param logger gets what Nest and unexpected errors have to say
 */
export async function createApi(
  dependencies: ApiDependencies,
  logger: Logger,
  { origins, trustedProxies, host }: HttpSettings = ON_LOOPBACK,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(dependencies), {
    logger: nestLogger(logger),
    // A defect in the wiring must reach whoever started us, not end the process without a word.
    abortOnError: false,
    forceCloseConnections: true,
    // Bodies are read when it is known who sends them: see `bodies/read-body.ts`.
    bodyParser: false,
  });
  Object.assign(app.getHttpServer(), TIMEOUTS);
  app.disable('x-powered-by');
  if (trustedProxies.length > 0) app.set('trust proxy', trustedProxies);
  app.use(securityHeaders);
  if (dependencies.access.localPerson) app.use(requireLoopbackHost(host, app.get(Refusals)));
  if (origins.length > 0) app.enableCors({ ...CORS, origin: [...origins] });
  app.useGlobalPipes(new SchemaValidationPipe());
  const methodsOf = (path: string) =>
    allowedMethods(
      declaredRoutes(app).map(({ route }) => route),
      path,
    );
  app.use(answerOptions(methodsOf));
  app.useGlobalFilters(new ProblemFilter(logger, methodsOf));
  serveDocumentation(app);
  return app;
}
