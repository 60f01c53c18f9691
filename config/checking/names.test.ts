import { expect, it } from 'vitest';
import { BRANCH, SAMPLE_SERVER, sampleId } from '../../test/sample-server.js';
import { parseConfiguration } from '../load.js';
import { unknownNames } from './names.js';

const ITS_AGENTS = 'Use one that it has, by name or id: "HR", "AD", "MIM Service", "Phones".';
const WINDOW = { cron: '0 22 * * *', duration: '8h', timeZone: 'UTC' };
const HR = 'servers.main.managementAgents.HR';

/** A management agent of which one trigger fires every 5 minutes. */
const triggered = (starts: object, settings: object = {}): object => ({
  managementAgents: {
    HR: { ...settings, triggers: { one: { type: 'interval', every: '5m', ...starts } } },
  },
});

it.each<[string, object, readonly string[]]>([
  [
    'a management agent',
    { managementAgents: { Badges: {} } },
    [`servers.main.managementAgents.Badges: The engine has no management agent "Badges". ${ITS_AGENTS}`],
  ],
  [
    'a management agent that has triggers',
    {
      managementAgents: {
        Badges: { triggers: { one: { type: 'interval', every: '5m', runProfile: 'DI' } } },
      },
    },
    [`servers.main.managementAgents.Badges: The engine has no management agent "Badges". ${ITS_AGENTS}`],
  ],
  [
    'a partition',
    { managementAgents: { HR: { partitions: { 'DC=gone': {} } } } },
    [
      `${HR}.partitions.DC=gone: The management agent "HR" has no partition "DC=gone". Use one that it has, by name or id: "default".`,
    ],
  ],
  [
    'a management agent of a lock list',
    { managementAgents: { HR: { lockList: ['ad', sampleId('Phones'), 'Badges'] } } },
    [`${HR}.lockList.2: The engine has no management agent "Badges". ${ITS_AGENTS}`],
  ],
  [
    'a management agent of a no-start window',
    { noStartWindows: [WINDOW, { ...WINDOW, managementAgents: ['HR', 'Badges'] }] },
    [
      `servers.main.noStartWindows.1.managementAgents.1: The engine has no management agent "Badges". ${ITS_AGENTS}`,
    ],
  ],
  [
    'the run profile of a trigger',
    triggered({ runProfile: 'Nothing' }),
    [
      expect.stringMatching(
        /^servers\.main\.managementAgents\.HR\.triggers\.one\.runProfile: The management agent "HR" has no run profile "Nothing"\. Use one that it has: "/,
      ),
    ],
  ],
  [
    'the partition of a trigger',
    triggered({ runProfileKind: 'export', partition: 'Nowhere' }),
    [
      `${HR}.triggers.one.partition: The management agent "HR" has no partition "Nowhere". Use one that it has, by name or id: "default".`,
    ],
  ],
  ['nothing of a trigger that is disabled', triggered({ runProfile: 'Nothing', disabled: true }), []],
  [
    'nothing of triggers whose management agent is disabled',
    triggered({ runProfile: 'Nothing' }, { disabled: true }),
    [],
  ],
  [
    'nothing',
    {
      noStartWindows: [WINDOW],
      managementAgents: { HR: { lockList: ['AD'] }, AD: { partitions: { [BRANCH]: {} } } },
    },
    [],
  ],
])('the engine does not have %s', (_, settings, expected) => {
  const server = parseConfiguration(JSON.stringify({ servers: { main: settings } }), 'a test').servers[
    'main'
  ]!;
  const found = unknownNames({ id: 'main', server, managementAgents: SAMPLE_SERVER });
  expect(found.map(({ path, message, fix }) => `${path}: ${message} ${fix}`)).toEqual(expected);
});
