import { expect, it } from 'vitest';
import { parseConfiguration } from '../load.js';

const PLANTED = 'hunter2-planted';

function controller(settings: string) {
  return parseConfiguration(
    `servers: { main: { controller: { url: 'https://a.test/', ${settings} } } }`,
    'a.yaml',
  ).servers['main']?.controller;
}

/** What is wrong with a configuration, as its author reads it. */
function complaint(text: string): string {
  try {
    parseConfiguration(text, 'a.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('This was accepted');
}

it('a secret is named by the place where it is kept', () => {
  expect(controller('token: { env: CONTROLLER_TOKEN }')).toMatchObject({
    token: { env: 'CONTROLLER_TOKEN' },
  });
  expect(controller('headers: { x-key: { file: /run/secrets/key } }')).toMatchObject({
    headers: { 'x-key': { file: '/run/secrets/key' } },
  });
  const kept = parseConfiguration('servers: { main: { controller: { url: { env: WHERE } } } }', 'a.yaml');
  expect(kept.servers['main']?.controller?.url).toEqual({ env: 'WHERE' });
});

it.each([
  `controller: { url: 'https://a.test/', token: ${PLANTED} }`,
  `controller: { url: 'https://a.test/', headers: { x-key: ${PLANTED} } }`,
  `controller: { url: 'https://a.test/', token: { env: '${PLANTED}' } }`,
  `controller: { url: 'https://autosync:${PLANTED}@a.test/' }`,
  `controller: { url: 'ftp://autosync:${PLANTED}@a.test/' }`,
  `controller: 'https://autosync:${PLANTED}@a.test/'`,
  `managementAgents: { HR: { controller: { url: 'https://a:${PLANTED}@a.test/' } } }`,
  `managementAgents: { HR: { controller: { url: 'https://a.test/', token: ${PLANTED} } } }`,
  `managementAgents: { HR: { controller: 'https://a:${PLANTED}@a.test/' } }`,
])('one that stands there itself is refused, and not repeated: %s', (settings) => {
  const message = complaint(`servers: { main: { ${settings} } }`);
  expect(message).not.toContain(PLANTED);
  expect(message).toMatch(/^a\.yaml: servers\.main\..*controller/);
});

it('the refusal says what to write', () => {
  expect(complaint(`servers: { main: { controller: { url: 'https://a.test/', token: x } } }`)).toBe(
    'a.yaml: servers.main.controller.token: write where the secret is kept, {env: NAME} or {file: PATH}: a secret never stands in the configuration itself',
  );
});
