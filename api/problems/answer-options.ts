import type { NextFunction, Request, Response } from 'express';

/** Tells whoever asks with `OPTIONS` which methods a path takes. */
export function answerOptions(methodsOf: (path: string) => readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const methods = request.method === 'OPTIONS' ? methodsOf(request.path) : [];
    if (methods.length === 0) next();
    else response.status(204).set('Allow', methods.join(', ')).end();
  };
}
