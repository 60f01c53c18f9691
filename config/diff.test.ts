import { describe, expect, it } from 'vitest';
import { diffConfigurations, DURATIONS } from './diff.js';
import { configurationJsonSchema, parseConfiguration } from './load.js';

function diff(before: string, after: string): readonly string[] {
  return diffConfigurations(
    parseConfiguration(`servers:\n  main: ${before}`, 'before'),
    parseConfiguration(`servers:\n  main: ${after}`, 'after'),
  ).map(({ sentence }) => sentence.replace(/^sync server "main"(, |: )/, ''));
}

describe('what changes between two configurations', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['a duration', '{ importInterval: 1m }', '{ importInterval: 90s }', ['importInterval is 90s, was 1m']],
    ['from a default', '{}', '{ longestWait: 1h }', ['longestWait is 1h, was 15m']],
    ['to never', '{}', '{ importInterval: never }', ['importInterval is never, was 5m']],
    ['a word', '{}', '{ runMode: exclusive }', ['runMode is "exclusive", was "supported"']],
    ['a number', '{ maxCycleDepth: 4 }', '{}', ['maxCycleDepth is 10, was 4']],
    [
      'what has no default',
      '{}',
      '{ startSpacing: 0s, engine: { simulator: { url: http://a.test } } }',
      ['startSpacing is 0s, was not set', 'engine.simulator.url is "http://a.test", was not set'],
    ],
    [
      'a management agent',
      '{ managementAgents: { HR: {} } }',
      '{ managementAgents: { AD: {} } }',
      ['management agent "AD": settings added', 'management agent "HR": settings removed'],
    ],
    [
      'the name of a management agent with an id',
      '{ managementAgents: { HR: { id: "{A}", disabled: true }, AD: {} } }',
      '{ managementAgents: { Personnel: { id: "{a}" }, AD: {} } }',
      [
        'management agent "Personnel": name is "Personnel", was "HR"',
        'management agent "Personnel": id is "{a}", was "{A}"',
        'management agent "Personnel": disabled is false, was true',
      ],
    ],
    [
      'a partition',
      '{ managementAgents: { HR: { partitions: { default: {} } } } }',
      '{ managementAgents: { HR: { partitions: { other: {} } } } }',
      [
        'management agent "HR", partition "other": settings added',
        'management agent "HR", partition "default": settings removed',
      ],
    ],
    [
      'in a partition',
      '{ managementAgents: { HR: { partitions: { default: { importInterval: 1h, runProfiles: { export: EX, full-sync: FS } } } } } }',
      '{ managementAgents: { hr: { partitions: { DEFAULT: { runProfiles: { export: null, delta-sync: DS } } } } } }',
      [
        'management agent "hr", partition "DEFAULT": runProfiles.export is none, was "EX"',
        'management agent "hr", partition "DEFAULT": runProfiles.delta-sync is "DS", was not set',
        'management agent "hr", partition "DEFAULT": runProfiles.full-sync is not set, was "FS"',
        'management agent "hr", partition "DEFAULT": importInterval is not set, was 1h',
      ],
    ],
    [
      'a list',
      '{ managementAgents: { HR: { lockList: [AD] } } }',
      '{ managementAgents: { HR: { disabled: true } } }',
      [
        'management agent "HR": disabled is true, was false',
        'management agent "HR": lockList is empty, was ["AD"]',
      ],
    ],
    [
      'a trigger, of which what is left out is not told',
      '{ managementAgents: { HR: {} } }',
      '{ managementAgents: { HR: { triggers: { hired: { type: webhook, secret: { env: HOOK }, minInterval: 10s, runProfileKind: full-import } } } } }',
      [
        'management agent "HR": triggers.hired is { type: "webhook", secret: { env: "HOOK" }, minInterval: 10s, runProfileKind: "full-import" }, was not set',
      ],
    ],
    [
      'in a trigger, back to a default',
      '{ managementAgents: { HR: { triggers: { all: { type: interval, every: 1h, runProfile: FS, urgent: true } } } } }',
      '{ managementAgents: { HR: { triggers: { all: { type: interval, every: 2h, runProfile: FS } } } } }',
      [
        'management agent "HR": triggers.all.every is 2h, was 1h',
        'management agent "HR": triggers.all.urgent is false, was true',
      ],
    ],
    [
      'a no-start window',
      '{}',
      '{ noStartWindows: [{ cron: 0 3 * * *, duration: 8h, timeZone: UTC }] }',
      ['noStartWindows is [{ cron: "0 3 * * *", duration: 8h, timeZone: "UTC" }], was empty'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(diff(before, after).toSorted()).toEqual(expected.toSorted());
    expect(diff(after, before)).toHaveLength(expected.length);
    expect(diff(after, after)).toEqual([]);
  });

  it('is nothing where a default is written out, or the order is another', () => {
    expect(diff('{}', '{ importInterval: 300s, runMode: supported, managementAgents: {} }')).toEqual([]);
    expect(
      diff(
        '{ managementAgents: { HR: { importInterval: 1m, disabled: true }, AD: {} } }',
        '{ managementAgents: { AD: {}, HR: { disabled: true, importInterval: 60s } } }',
      ),
    ).toEqual([]);
  });

  it('says where, for a program too', () => {
    const [change, ...others] = diffConfigurations(
      parseConfiguration('servers: { a: {}, b: {} }', 'before'),
      parseConfiguration('servers: { a: { managementAgents: {} }, c: {} }', 'after'),
    );
    expect(change).toEqual({ server: 'c', kind: 'added', sentence: 'sync server "c": settings added' });
    expect(others).toEqual([{ server: 'b', kind: 'removed', sentence: 'sync server "b": settings removed' }]);
  });

  it('tells every duration as one: milliseconds mean nothing to a person', () => {
    const found = new Set<string>();
    const walk = (schema: unknown, name: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { pattern } = schema as { readonly pattern?: unknown };
      if (typeof pattern === 'string' && pattern.includes('(s|m|h|d)')) found.add(name);
      for (const [key, value] of Object.entries(schema)) {
        // What stands in `properties` is named; the rest belongs to what is around it.
        if (key === 'properties') for (const [own, each] of Object.entries(value as object)) walk(each, own);
        else walk(value, name);
      }
    };
    walk(configurationJsonSchema(), '');
    expect([...found].toSorted()).toEqual([...DURATIONS].toSorted());
  });
});
