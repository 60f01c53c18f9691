import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  operationsOf,
  readOpenApi,
  validatorsOf,
  type MediaType,
  type OpenApi,
} from '../../test/api/openapi.js';
import { fakeDependencies } from '../../test/api/fake-dependencies.js';
import { SILENT } from '../../test/api/served-api.js';
import { serveApi } from '../serve-api.js';

let document: OpenApi;

beforeAll(async () => {
  const api = await serveApi(fakeDependencies(), { port: 0 }, SILENT);
  document = await readOpenApi(api.url);
  await api.close();
});

/** The schema that a `$ref` names. */
function resolve(schema: unknown): Record<string, unknown> {
  const { $ref, ...rest } = schema as { readonly $ref?: string };
  if ($ref === undefined) return rest;
  return document.components.schemas[$ref.slice('#/components/schemas/'.length)] as Record<string, unknown>;
}

/** The examples of a body or an answer: its own, else those of its schema, or of the entries of a list. */
function examplesOf({ schema, example, examples }: MediaType): readonly unknown[] {
  const own = [
    ...(example === undefined ? [] : [example]),
    ...Object.values(examples ?? {}).map(({ value }) => value),
  ];
  if (own.length > 0 || schema === undefined) return own;
  const { type, items, example: ofSchema, examples: more } = resolve(schema);
  if (ofSchema !== undefined) return [ofSchema];
  if (Array.isArray(more)) return more;
  return type === 'array' ? examplesOf({ schema: items }).map((entry) => [entry]) : [];
}

/** Everything that is sent or answered with a body. */
function bodies() {
  return operationsOf(document).flatMap(({ route, operation }) => [
    ...Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => ({
      what: `${route} takes ${type}`,
      type,
      media,
    })),
    ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).map(([type, media]) => ({
        what: `${route} answers ${status} ${type}`,
        type,
        media,
      })),
    ),
  ]);
}

describe('the OpenAPI document', () => {
  test('is one, of version 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  test('says of each route under which heading it belongs, and of each heading what it is', () => {
    const headings = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []));
    expect(operationsOf(document).filter(({ operation }) => operation.tags?.length !== 1)).toEqual([]);
    const described = document.tags.filter(({ description }) => description).map(({ name }) => name);
    expect(described).toEqual(expect.arrayContaining([...headings]));
  });

  test('has an example of everything that is sent and answered', () => {
    const without = bodies()
      .filter(({ media, type }) => type !== 'application/xml' && examplesOf(media).length === 0)
      .map(({ what }) => what);
    expect(without).toEqual([]);
    expect(bodies().length).toBeGreaterThan(100);
  });

  test('has no example that is not as it documents', () => {
    const validatorOf = validatorsOf(document);
    const wrong = bodies().flatMap(({ what, media }) => {
      if (media.schema === undefined) return [];
      const validate = validatorOf(media.schema);
      return examplesOf(media).flatMap((example) =>
        validate(example) ? [] : [{ what, errors: validate.errors }],
      );
    });
    expect(wrong).toEqual([]);
  });
});
