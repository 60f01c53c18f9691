import { expect, test } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import type { ServerConfiguration } from '../../config/schema.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { CATALOGUE } from '../../test/api/fake-dependencies.js';
import type { CycleRequest } from './cycle-request.js';
import { planCycle } from './plan-cycle.js';

const JANE = { name: 'jane', role: 'operator', by: 'this-machine' } as const;

function configuration(settings = '{}'): ServerConfiguration {
  const server = parseConfiguration(`servers: { default: ${settings} }`, 'the test').servers['default'];
  if (!server) throw new Error('the test configures one server');
  return server;
}

function ad(): ManagementAgent {
  const found = CATALOGUE[1];
  if (!found) throw new Error('the catalogue has two management agents');
  return found;
}

function plan(request: Omit<CycleRequest, 'managementAgent'>, settings?: string) {
  return planCycle(
    { managementAgent: 'x', ...request },
    'default',
    configuration(settings),
    ad(),
    [ad()],
    JANE,
  );
}

test("names are the engine's own spelling", () => {
  expect(plan({ runProfile: 'EXPORT sales' })).toMatchObject({
    managementAgent: 'Fabrikam / AD',
    start: { kind: 'run-profile', runProfile: 'Export Sales' },
  });
});

test('the depth limit is the configured one, the cause is in words', () => {
  expect(plan({ pendingExports: true }, '{ maxCycleDepth: 3 }')).toMatchObject({
    maxDepth: 3,
    lineage: [],
    cause: { trigger: 'operator', description: 'started by jane' },
  });
});

test('a request that is in a hurry, or wants the engine for itself, says so; others say nothing of it', () => {
  const request = { pendingExports: true } as const;
  expect(plan({ ...request, immediate: true })).toMatchObject({ urgent: true });
  expect(plan({ ...request, exclusive: true })).toMatchObject({ exclusive: true });
  expect(Object.keys(plan(request))).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/urgent|exclusive/)]),
  );
});

test('a run profile that only the configuration knows for this purpose is enough', () => {
  const partition = 'DC=plant,DC=fabrikam,DC=test';
  const request = { runProfileKind: 'full-import', partition } as const;
  expect(() => plan(request)).toThrow(`no run profile for: full import of partition ${partition}`);
  const settings = `{ managementAgents: { fabrikam / ad: { partitions: { "${partition}": { runProfiles: { full-import: Delta Import Sales } } } } } }`;
  expect(plan(request, settings)).toMatchObject({ start: { runProfileKind: 'full-import', partition } });
});

test('a purpose that the configuration switches off cannot be asked for', () => {
  const settings =
    '{ managementAgents: { Fabrikam / AD: { partitions: { "DC=sales,DC=fabrikam,DC=test": { runProfiles: { export: null } } } } } }';
  expect(plan({ runProfileKind: 'export' })).toMatchObject({ start: { runProfileKind: 'export' } });
  expect(() => plan({ runProfileKind: 'export' }, settings)).toThrow('no run profile for: export');
});

test('a partition that is not selected is refused, and the selected ones are named', () => {
  expect(() => plan({ runProfileKind: 'export', partition: 'CN=Configuration,DC=fabrikam,DC=test' })).toThrow(
    'has no selected partition "CN=Configuration,DC=fabrikam,DC=test". Selected are: "DC=sales,DC=fabrikam,DC=test", "DC=plant,DC=fabrikam,DC=test".',
  );
});
