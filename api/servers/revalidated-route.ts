import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { matchesEntityTag, statusEntityTag } from './entity-tag.js';
import type { Queue } from './server-status.js';

/** The `ETag` of an answer, for the API's documentation. */
export const ENTITY_TAG_HEADER = {
  ETag: { description: 'Changes with each change.', schema: { type: 'string' as const } },
};

/** Documents a route that answers 304 to whoever has the answer already. */
export function RevalidatedRoute(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of the answer that you have.',
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed since the answer that you have.' }),
  );
}

/** A status, or a part of it, unless the caller has it already: then a 304 without a body. */
export function unlessKnown<Status extends Queue>(
  status: Status,
  ifNoneMatch: string | undefined,
  response: Response,
): Status | undefined {
  const entityTag = statusEntityTag(status);
  // A status is out of date at once: whoever keeps one must ask whether it still holds.
  response.set({ ETag: entityTag, 'Cache-Control': 'no-cache' });
  if (!matchesEntityTag(ifNoneMatch, entityTag)) return status;
  response.status(304);
  return undefined;
}
