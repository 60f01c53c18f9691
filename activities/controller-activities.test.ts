import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, expect, it } from 'vitest';
import { alwaysInForce, replaceableConfiguration } from '../config/configuration-in-force.js';
import { parseConfiguration } from '../config/load.js';
import type { BeforeRun, ControllerAnswer } from '../domain/controller/controller.js';
import { createControllerActivities } from './controller-activities.js';

const QUESTION: BeforeRun = {
  event: 'before-run',
  id: 'autosync/main/cycle/HR/1/7/before-run',
  server: 'main',
  managementAgent: 'HR',
  runProfile: 'Export',
  reason: 'a test',
  cycle: 'autosync/main/cycle/HR/1',
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

/** What an attempt knows of those before it. */
interface Attempt {
  readonly scheduledTimestampMs?: number;
  readonly heartbeatDetails?: { readonly triedMs: number };
  readonly attempt?: number;
}

/** @param more settings of the controller */
function ask(
  url: string,
  more = `url: '${url}', timeout: 30s`,
  attempt: Attempt = {},
  heard: (details: unknown) => void = () => undefined,
): Promise<ControllerAnswer> {
  const configuration = parseConfiguration(
    `servers: { main: { managementAgents: { HR: { controller: { ${more} } } } } }`,
    'a test',
  );
  const controllers = createControllerActivities(alwaysInForce(configuration));
  const environment = new MockActivityEnvironment(attempt, { logger: new DefaultLogger('ERROR') });
  environment.on('heartbeat', heard);
  return environment.run(() =>
    controllers.askController({ question: QUESTION, controlled: { settings: 'HR' } }),
  );
}

it('a controller is asked by HTTP, and its decision comes back', async () => {
  let asked: unknown;
  const url = await listen((request, response) => {
    asked = [request.method, request.headers['content-type'], request.headers['idempotency-key']];
    response.end('{"decision": "skip", "reason": "payday"}');
  });
  expect(await ask(url)).toEqual({ decision: 'skip', reason: 'payday' });
  expect(asked).toEqual(['POST', 'application/json', encodeURIComponent(QUESTION.id)]);
});

it('a management agent without a controller goes on', async () => {
  const configuration = parseConfiguration('servers: { main: {} }', 'a test');
  const controllers = createControllerActivities(alwaysInForce(configuration));
  const asked = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(() =>
    controllers.askController({ question: QUESTION, controlled: {} }),
  );
  expect(await asked).toEqual({ decision: 'go-on' });
});

it('a worker that does not know the controller as yet waits until it does', async () => {
  const url = await listen((_request, response) => {
    response.end('{"decision": "skip", "reason": "payday"}');
  });
  const inForce = replaceableConfiguration();
  inForce.replace({
    revision: { number: 1 },
    configuration: parseConfiguration('servers: { main: {} }', 'a test'),
  });
  const controllers = createControllerActivities(inForce);
  const asked = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(() =>
    controllers.askController({ question: QUESTION, controlled: { revision: { number: 2, at: 2_000 } } }),
  );
  const known = parseConfiguration(`servers: { main: { controller: { url: '${url}' } } }`, 'a test');
  inForce.replace({ revision: { number: 2, at: 2_000 }, configuration: known });
  expect(await asked).toEqual({ decision: 'skip', reason: 'payday' });
});

it.each([500, 503, 429])('a controller that answers %i is to be asked again', async (status) => {
  const url = await listen((_request, response) => response.writeHead(status).end());
  await expect(ask(url)).rejects.toMatchObject({
    type: 'controller-unreachable',
    nonRetryable: false,
    message: `The controller cannot be reached: it answered ${status}.`,
  });
});

it('a controller that does not listen is to be asked again', async () => {
  const url = await listen((_request, response) => response.end());
  server?.close();
  await expect(ask(url)).rejects.toMatchObject({
    type: 'controller-unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

it('a controller that does not answer in time is to be asked again', async () => {
  const url = await listen(() => undefined);
  await expect(ask(url, `url: '${url}', timeout: 1s`)).rejects.toMatchObject({
    type: 'controller-unreachable',
    message: expect.stringContaining('within 1000 ms'),
  });
});

it('a controller is given up when it has been tried for so long; time without a worker does not count', async () => {
  const url = await listen((_request, response) => response.writeHead(503).end());
  const anHourAgo = Date.now() - 3_600_000;
  const tried = (triedMs: number) => ({
    scheduledTimestampMs: anHourAgo,
    heartbeatDetails: { triedMs },
    attempt: 3,
  });
  const heard: unknown[] = [];
  await expect(ask(url, undefined, tried(3_000), (details) => heard.push(details))).rejects.toMatchObject({
    type: 'controller-unreachable',
    nextRetryDelay: 4_000,
  });
  // The pause before the next attempt counts, too: one that refuses at once is not tried for ever.
  expect(heard).toEqual([{ triedMs: expect.closeTo(7_000, -3) as number }]);
  expect(await ask(url, undefined, tried(60_000))).toEqual({
    decision: 'none',
    fault: 'The controller cannot be reached: it answered 503.',
  });
});

it('a redirection is not followed, and a flood of words is not read to its end', async () => {
  const away = await listen((_request, response) => {
    response.writeHead(302, { location: 'http://elsewhere.test/' }).end();
  });
  expect(await ask(away)).toMatchObject({ decision: 'none' });
  server?.close();
  const flood = await listen((_request, response) => {
    const more = () => {
      while (response.write('x'.repeat(10_000)));
      response.once('drain', more);
    };
    more();
  });
  expect(await ask(flood)).toMatchObject({ decision: 'none' });
});

it('its secrets are read when it is asked, and are in no complaint', async () => {
  const seen: unknown[] = [];
  const url = await listen((request, response) => {
    seen.push([request.headers.authorization, request.headers['x-key'], request.url]);
    response.writeHead(204).end();
  });
  const settings =
    'url: { env: TEST_CONTROLLER }, token: { env: TEST_TOKEN }, headers: { x-key: { env: TEST_KEY } }';
  const secrets = { TEST_CONTROLLER: `${url}hook`, TEST_TOKEN: 'hunter2', TEST_KEY: 'k' };
  try {
    Object.assign(process.env, secrets);
    expect(await ask('', settings)).toEqual({ decision: 'go-on' });
    process.env['TEST_CONTROLLER'] = url.replace('://', '://me:p%40ss@');
    await ask('', 'url: { env: TEST_CONTROLLER }');
    expect(seen).toEqual([
      ['Bearer hunter2', 'k', '/hook'],
      [`Basic ${Buffer.from('me:p@ss').toString('base64')}`, undefined, '/'],
    ]);

    process.env['TEST_CONTROLLER'] = 'not-an-address-hunter2';
    await expect(ask('', settings)).rejects.toMatchObject({
      type: 'controller-unreachable',
      message: 'The controller cannot be reached: The secret {env: TEST_CONTROLLER} is no HTTP address.',
    });
    process.env['TEST_CONTROLLER'] = url;
    process.env['TEST_TOKEN'] = 'hunter2\nx';
    await expect(ask('', settings)).rejects.toThrow('{env: TEST_TOKEN} holds what no HTTP header');
  } finally {
    for (const name of Object.keys(secrets)) delete process.env[name];
  }
});
