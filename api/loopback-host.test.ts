import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { fakeAudit } from '../test/api/fake-dependencies.js';
import { serveWithFakes } from '../test/api/served-api.js';

/** `fetch` sets the Host header itself. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/api/v1/servers`, { headers: { host } }, (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  ['127.0.0.1:8080', 200],
  ['localhost:8080', 200],
  ['LOCALHOST', 200],
  ['[::1]:8080', 200],
  ['evil.example', 400],
  ['127.0.0.1.evil.example', 400],
])('a request for the host %s is answered with %i', async (host, status) => {
  const { url } = await serveWithFakes();
  expect(await statusFor(url, host)).toBe(status);
});

test('a request for another host is recorded', async () => {
  const audit = fakeAudit();
  const { url } = await serveWithFakes({ audit });
  await statusFor(url, 'evil.example');
  await statusFor(url, 'localhost');
  expect(audit.records).toMatchObject([
    {
      event: 'refused',
      method: 'GET',
      route: '/api/v1/servers',
      status: 400,
      code: 'invalid-input',
      detail: expect.stringContaining('evil.example') as string,
    },
  ]);
});

test.each([
  ['an empty one', 'GET /api/v1/servers HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
  ['none, as HTTP/1.0 lets it', 'GET /api/v1/servers HTTP/1.0\r\n\r\n'],
])('a request without a host, by %s, is refused, and no defect', async (_, head) => {
  const { url } = await serveWithFakes();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(head);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('The Host header is \\"\\": call this API as 127.0.0.1 or localhost.');
});
