import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBLEM_MEDIA_TYPE } from '../../api/problems/problem.js';
import { problemSchema } from '../../api/problems/problem-schema.js';
import { serveApi, type ServedApi } from '../../api/serve-api.js';
import { cycleId } from '../../domain/naming.js';
import { endedView, fakeCanceller, fakeCycles, fakeDependencies, record } from './fake-dependencies.js';
import { operationsOf, readOpenApi, validatorsOf, type OpenApi, type Operation } from './openapi.js';
import { request, SILENT } from './served-api.js';

/*
 * Whatever is sent to any operation of the OpenAPI document: it never fails of a defect, it answers with a status that
 * it documents, and with a body as documented. The same requests each time; on request, others: FUZZ_SEED.
 */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 400);

const CYCLE = cycleId('default', 'HR', 'b');

let api: ServedApi;
let document: OpenApi;

beforeAll(async () => {
  const cycles = fakeCycles([record(CYCLE, endedView('HR'))]);
  const canceller = fakeCanceller({ [CYCLE]: [{ cycle: CYCLE, managementAgent: 'HR' }] });
  api = await serveApi(fakeDependencies({ cycles, canceller }), { port: 0 }, SILENT);
  document = await readOpenApi(api.url);
});
afterAll(() => api.close());

/** Words that mean something here, so that requests get beyond the first check. */
const word = fc.constantFrom(
  'default',
  'HR',
  'Fabrikam / AD',
  'Delta Import',
  'delta-import',
  'export',
  CYCLE,
  'HR/b',
  '12',
  '1',
  '0',
  'true',
  '2001-01-01T10:00:00Z',
  'application/xml',
);
const text = fc.oneof(
  { weight: 3, arbitrary: word },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    '%00',
    "'",
    '"',
    '\\',
    '\0',
    '\n',
    '\u202E',
    '-1',
    '1e9',
    'x'.repeat(4_000),
    '['.repeat(4_000),
  ),
);
/** A header carries no more than these. */
const headerText = fc.string({
  unit: fc.constantFrom(...Array.from('abcAZ019_~:@+=-/*;,." \t')),
  maxLength: 60,
});

/** The body of an operation: its example, the example with something else in one place, or anything. */
function bodyOf({ requestBody }: Operation): fc.Arbitrary<unknown> {
  const media = requestBody?.content['application/json'];
  const name = /[^/]+$/.exec((media?.schema as { $ref?: string } | undefined)?.$ref ?? '')?.[0] ?? '';
  const schema = document.components.schemas[name] as
    | { readonly example?: object; readonly properties?: object }
    | undefined;
  const example = media?.example ?? schema?.example ?? {};
  const anything = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
  const changed = fc.dictionary(
    fc.constantFrom(...Object.keys(schema?.properties ?? {}), 'other'),
    anything,
    { maxKeys: 3 },
  );
  return fc.oneof(
    fc.constant(example),
    changed.map((changes) => ({ ...example, ...changes })),
    changed,
    anything,
  );
}

interface Sent {
  readonly route: string;
  readonly operation: Operation;
  readonly url: string;
  readonly init: RequestInit;
}

/** Values for some of the names. */
function someOf(names: readonly string[], values: fc.Arbitrary<string>) {
  return fc.record(Object.fromEntries(names.map((name) => [name, values])), { requiredKeys: [] });
}

function requestsOf({ route, method, path, operation }: ReturnType<typeof operationsOf>[number]) {
  const parameters = operation.parameters ?? [];
  const named = (where: string) => parameters.filter((parameter) => parameter.in === where);
  return fc
    .record({
      path: fc.tuple(...named('path').map(({ name }) => usual(name))),
      query: someOf(
        named('query').map(({ name }) => name),
        text,
      ),
      headers: someOf([...named('header').map(({ name }) => name), 'Accept'], headerText),
      body: bodyOf(operation),
      type: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, headerText),
    })
    .map(({ path: values, query, headers, body, type }): Sent => {
      const filled = named('path').reduce(
        (url, { name }, index) => url.replace(`{${name}}`, encodeURIComponent(values[index] ?? '')),
        path,
      );
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, value ?? '']),
      ).toString();
      return {
        route,
        operation,
        url: `${api.url}${filled}${search === '' ? '' : `?${search}`}`,
        init: {
          method,
          headers: { ...headers, ...(operation.requestBody && type.trim() ? { 'content-type': type } : {}) },
          ...(operation.requestBody ? { body: JSON.stringify(body) } : {}),
        },
      };
    });
}

/** Mostly what leads somewhere, by the name of a parameter in a path. */
function usual(name: string): fc.Arbitrary<string> {
  const good: Readonly<Record<string, string>> = {
    server: 'default',
    managementAgent: 'HR',
    cycle: CYCLE,
    runNumber: '12',
    token: '3',
  };
  return fc
    .oneof({ weight: 4, arbitrary: fc.constant(good[name] ?? 'x') }, text)
    .filter((segment) => !/^\.\.?$/.test(segment));
}

/** What is not as documented of an answer. */
function wrongWith(
  { operation }: Sent,
  { status, headers, body, text: raw }: Awaited<ReturnType<typeof request>>,
  validatorOf: ReturnType<typeof validatorsOf>,
): unknown {
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  // All that this API goes by is well: there is nothing that it could not do.
  if (status >= 500) return { defect: status, raw };
  // An empty segment makes another path of it, or none.
  const isOfAnotherPath = status === 404 || status === 405;
  const documented = operation.responses[status];
  if (!documented && !isOfAnotherPath) return { undocumented: status, raw };
  if (type === PROBLEM_MEDIA_TYPE) {
    const { data: problem, error } = problemSchema.safeParse(body);
    return problem?.status === status ? undefined : { problem: raw, error };
  }
  if (status === 304) return undefined;
  const media = documented?.content?.[type];
  if (!media) return { undocumented: type, status, raw };
  if (type !== 'application/json') return undefined;
  const validate = validatorOf(media.schema);
  return validate(body) ? undefined : { body: raw, errors: validate.errors };
}

test('whatever is sent, each answer is one that is documented, and none is a defect', async () => {
  const validatorOf = validatorsOf(document);
  // A stream of events goes on: it has tests of its own.
  const operations = operationsOf(document).filter(({ path }) => !path.endsWith('/events'));
  const answered = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations).chain(requestsOf), async (sent) => {
      const answer = await request(sent.url, sent.init);
      answered.add(`${sent.route} ${answer.status}`);
      expect(wrongWith(sent, answer, validatorOf)).toBeUndefined();
    }),
    { seed: SEED, numRuns: REQUESTS },
  );
  // The requests get somewhere: most operations were carried out, and most refused.
  const succeeded = operations.filter(({ route }) =>
    [...answered].some((one) => one.startsWith(`${route} 2`)),
  );
  expect(succeeded.length).toBeGreaterThan(operations.length / 2);
}, 120_000);
