import { describe, expect, it } from 'vitest';
import { configurationJsonSchema, parseConfiguration } from '../load.js';
import type { ServerConfiguration } from '../schema.js';
import { serverThresholds } from './thresholds.js';

function server(yaml: string): ServerConfiguration {
  const { main } = parseConfiguration(`servers: { main: { ${yaml} } }`, 'a test').servers;
  if (!main) throw new Error('The sync server is gone');
  return main;
}

function imports(limits: string) {
  return server(`thresholds: { imports: { ${limits} } }`).thresholds?.imports;
}

describe('thresholds in the configuration', () => {
  it('are a number of objects, a per cent, both, or none', () => {
    expect(
      imports('adds: 1000, updates: 2.5%, renames: 5 %, deletes: {count: 500, percent: 20}, all: none'),
    ).toEqual({
      adds: { count: 1_000 },
      updates: { percent: 2.5 },
      renames: { percent: 5 },
      deletes: { count: 500, percent: 20 },
      all: null,
    });
  });

  it.each([
    '0',
    '-1',
    '1.5',
    '"500"',
    '0%',
    '101%',
    '-5%',
    '{}',
    '{count: 0}',
    '{percent: 200}',
    'never',
    'null',
  ])('are not %s, and say what to write', (limit) => {
    expect(() => imports(`deletes: ${limit}`)).toThrow(/main\.thresholds\.imports\.deletes.*write/);
  });

  it('of exports have no renames: the engine does not tell them apart', () => {
    expect(() => server('thresholds: { exports: { renames: 5 } }')).toThrow('"renames"');
  });

  it('stand at the server, management agents and partitions', () => {
    const yaml = `thresholds: { exports: { deletes: 9 } }, managementAgents: {
      HR: { thresholds: { imports: { all: 7 } } },
      AD: { partitions: { 'DC=a': { thresholds: { imports: { all: none } } }, 'DC=b': {} } },
      Phones: {} }`;
    expect(serverThresholds(server(yaml))).toEqual({
      exports: { deletes: { count: 9 } },
      managementAgents: {
        HR: { imports: { all: { count: 7 } }, partitions: {} },
        AD: { partitions: { 'DC=a': { imports: { all: null } } } },
      },
    });
    expect(serverThresholds(server(''))).toBeUndefined();
  });

  it('are in the JSON Schema', () => {
    expect(JSON.stringify(configurationJsonSchema())).toContain('Of what is pending before an export');
  });
});
