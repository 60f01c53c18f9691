import { z } from 'zod';

/** A schema for an OpenAPI 3.1 document, with the schemas that it refers to by name. */
export interface ConvertedSchema {
  readonly schema: Record<string, unknown>;
  readonly components: Record<string, Record<string, unknown>>;
}

/**
 * Converts a zod schema for an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12. (What Nest's Swagger
 * module does unasked is for OpenAPI 3.0.)
 *
 * @param use `input` for what callers send, `output` for what they get
 */
export function convertSchema(schema: z.ZodType, use: 'input' | 'output'): ConvertedSchema {
  const json = JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: use }));
  const {
    $schema: _dialect,
    $defs,
    ...converted
  } = JSON.parse(json.replaceAll('"#/$defs/', '"#/components/schemas/')) as Record<string, unknown>;
  return { schema: converted, components: ($defs ?? {}) as ConvertedSchema['components'] };
}
