import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { request } from './served-api.js';

/** A media type of a body or an answer. */
export interface MediaType {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: unknown;
}

/** An operation of an OpenAPI document, as far as tests look at it. */
export interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

/** An OpenAPI document, as far as tests look at it. */
export interface OpenApi {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** The document of an API that is served. */
export async function readOpenApi(url: string): Promise<OpenApi> {
  return (await request(`${url}/api/openapi.json`)).body as OpenApi;
}

/** Every operation, with its route: `GET /api/v1/servers`. */
export function operationsOf({ paths }: OpenApi) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** Makes validators of the schemas of a document. */
export function validatorsOf(document: OpenApi): (schema: unknown) => ValidateFunction {
  // OpenAPI's own keywords in schemas, `example` and `discriminator`, say nothing about what is valid.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'api', components: document.components });
  return (schema) => ajv.compile(absolute(schema));
}

function absolute(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object;
}
