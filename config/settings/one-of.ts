import { z } from 'zod';

/** One of some words. Each stands under its own name, so that the compiler sees when one of a type is left out. */
export function oneOf<const Words extends Readonly<Record<string, string>>>(words: Words): z.ZodEnum<Words> {
  return z.enum(words, { error: `use one of ${Object.values(words).join(', ')}` });
}
