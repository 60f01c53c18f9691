import { expect, it } from 'vitest';
import { HR, SAMPLE_SERVER } from '../../test/sample-server.js';
import { parseConfiguration } from '../load.js';
import { checkTriggers } from './triggers.js';

function findings(trigger: string, settings = '', managementAgents = SAMPLE_SERVER) {
  const { main: server } = parseConfiguration(
    `servers: { main: { managementAgents: { HR: { ${settings} triggers: { one: ${trigger} } } } } }`,
    'a test',
  ).servers;
  if (!server) throw new Error('The sync server is gone');
  const runProfile = HR.runProfiles[0]?.name ?? '';
  const durations = [{ managementAgentId: HR.id, runProfile, durationMs: 90_000 }];
  return checkTriggers({ id: 'main', server, managementAgents }, durations).map(
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
    '{ type: interval, every: 1m, runProfileKind: delta-import }',
    `warning triggers.one: The trigger fires every 1m, and the last "${PROFILE}" of "HR" took 90s.`,
  ],
  [
    '{ type: interval, every: 1m, runProfileKind: scheduled-import, partition: default }',
    `warning triggers.one: The trigger fires every 1m, and the last "${PROFILE}" of "HR" took 90s.`,
  ],
])('tells what is wrong with %s', (trigger, expected) => {
  expect(findings(trigger)).toEqual([expected]);
});

it('is content with what is right, and with what is disabled', () => {
  expect(findings(`{ type: scheduled, cron: "0 3 * * *", timeZone: UTC, runProfile: ${PROFILE} }`)).toEqual(
    [],
  );
  expect(findings('{ type: webhook, secret: { env: HOOK }, runProfileKind: delta-import }')).toEqual([]);
  expect(findings('{ type: interval, every: 1m, runProfile: Nothing, disabled: true }')).toEqual([]);
  expect(findings('{ type: interval, every: 1m, runProfile: Nothing }', 'disabled: true,')).toEqual([
    'note triggers.one: The management agent "HR" has a trigger and is disabled: it never runs.',
  ]);
});

const WEBHOOK = '{ type: webhook, secret: { env: HOOK }, runProfileKind: full-import }';

it('tells of a purpose for which there is no run profile: each firing would be refused', () => {
  const bare = SAMPLE_SERVER.map((ma) =>
    ma.id === HR.id ? { ...ma, runProfiles: ma.runProfiles.filter(({ name }) => name !== 'FI') } : ma,
  );
  expect(findings(WEBHOOK, '', bare)).toEqual([
    'error triggers.one.runProfileKind: The management agent "HR" has no run profile for the full import: whatever the trigger starts is refused.',
  ]);
});

it('tells of a purpose that the configuration itself rules out', () => {
  expect(findings(WEBHOOK, 'partitions: { default: { runProfiles: { full-import: null } } },')).toEqual([
    'warning triggers.one.runProfileKind: The trigger starts the full import of "HR", and its settings say that there is to be none: whatever it starts is refused.',
  ]);
});
