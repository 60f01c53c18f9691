import { z } from 'zod';

/**
 * How many entries a page of a list has, in a query.
 *
 * @param usual where nobody says how many
 * @param most how many at the most; up to 9,999
 */
export function limitSchema(usual: number, most: number) {
  return z
    .string()
    .refine((text) => /^[1-9]\d{0,3}$/.test(text) && Number(text) <= most, `write a number from 1 to ${most}`)
    .meta({ type: 'integer', minimum: 1, maximum: most, default: usual })
    .optional()
    .transform((text) => Number(text ?? usual))
    .describe(`Entries on a page, 1 to ${most}.`);
}
