import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { DOCUMENTATION_PATH } from './openapi/openapi-document.js';

/** Answers are data: a browser that shows one as a page must run and load nothing. */
const FOR_DATA = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  // Whether the name that this API is called by has TLS for ever is for the proxy to say that has the certificate.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
});

/** The documentation's own scripts, its inline styles and pictures, and the API that it tries out. */
const FOR_THE_DOCUMENTATION = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
});

/** Tells browsers what answers are good for. Nothing is kept by anybody on the way, unless a route says otherwise. */
export function securityHeaders(request: Request, response: Response, next: NextFunction): void {
  const isDocumentation =
    request.path === DOCUMENTATION_PATH || request.path.startsWith(`${DOCUMENTATION_PATH}/`);
  if (!isDocumentation) response.set('Cache-Control', 'no-store');
  const headers: RequestHandler = isDocumentation ? FOR_THE_DOCUMENTATION : FOR_DATA;
  void headers(request, response, next);
}
