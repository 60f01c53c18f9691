import { expect, it } from 'vitest';
import { HR, SAMPLE_SERVER } from '../../test/sample-server.js';
import { parseConfiguration } from '../load.js';
import { checkTriggers } from './triggers.js';

function findings(trigger: string, settings = '', env: NodeJS.ProcessEnv = {}) {
  const { main: server } = parseConfiguration(
    `servers: { main: { managementAgents: { HR: { ${settings} triggers: { one: ${trigger} } } } } }`,
    'a test',
  ).servers;
  if (!server) throw new Error('The sync server is gone');
  const runProfile = HR.runProfiles[0]?.name ?? '';
  const durations = [{ managementAgentId: HR.id, runProfile, durationMs: 90_000 }];
  return checkTriggers({ id: 'main', server, managementAgents: SAMPLE_SERVER }, durations, env).map(
    ({ severity, path, message }) =>
      `${severity} ${path.replace('servers.main.managementAgents.HR.', '')}: ${message}`,
  );
}

const PROFILE = HR.runProfiles[0]?.name ?? '';

it.each([
  [
    `{ type: interval, every: 1m, runProfile: ${PROFILE} }`,
    `warning triggers.one: The trigger fires every 1m, and the last "${PROFILE}" of "HR" took 90s.`,
  ],
  [
    `{ type: scheduled, cron: "* 3 * * *", timeZone: UTC, runProfile: ${PROFILE} }`,
    `warning triggers.one: The trigger fires every 1m, and the last "${PROFILE}" of "HR" took 90s.`,
  ],
  [
    '{ type: webhook, secret: { env: HOOK }, runProfileKind: delta-import }',
    'warning triggers.one.secret: The environment variable HOOK is not set here: requests to the webhook are refused.',
  ],
])('tells what is wrong with %s', (trigger, expected) => {
  expect(findings(trigger)).toEqual([expected]);
});

it('is content with what is right, and with what is disabled', () => {
  expect(findings(`{ type: scheduled, cron: "0 3 * * *", timeZone: UTC, runProfile: ${PROFILE} }`)).toEqual(
    [],
  );
  expect(
    findings('{ type: webhook, secret: { env: HOOK }, runProfileKind: delta-import }', '', { HOOK: 'x' }),
  ).toEqual([]);
  expect(findings('{ type: interval, every: 1m, runProfile: Nothing, disabled: true }')).toEqual([]);
  expect(findings('{ type: interval, every: 1m, runProfile: Nothing }', 'disabled: true,')).toEqual([
    'note triggers.one: The management agent "HR" has a trigger and is disabled: it never runs.',
  ]);
});
