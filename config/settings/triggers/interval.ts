import { z } from 'zod';
import { duration } from '../duration.js';
import { refuseUnclearStart, starts } from './starts.js';

/** A trigger that fires again and again. */
export const intervalTrigger = z
  .strictObject({
    type: z.literal('interval'),
    every: duration.describe('How often, for example 6h.'),
    ...starts,
  })
  .superRefine(refuseUnclearStart)
  .describe('Fires again and again. For imports, importInterval is shorter.');
