import { z } from 'zod';
import { duration } from '../duration.js';
import { secret } from '../secret.js';
import { refuseUnclearStart, starts } from './starts.js';

/** A trigger that another program fires, by a signed request. */
export const webhookTrigger = z
  .strictObject({
    type: z.literal('webhook'),
    secret: secret.describe(
      'What requests are signed with: {env: NAME} or {file: PATH} of a text such as whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw.',
    ),
    minInterval: duration
      .prefault('10s')
      .describe(
        'It starts no more than one cycle in this time: what comes meanwhile is one cycle at its end.',
      ),
    ...starts,
  })
  .superRefine(refuseUnclearStart)
  .describe('Another program fires it, by a signed POST to /api/v1/hooks/<server>/<trigger>.');
