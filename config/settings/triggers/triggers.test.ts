import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../load.js';

function triggersOf(yaml: string) {
  const { main } = parseConfiguration(
    `servers: { main: { managementAgents: { HR: { triggers: { one: ${yaml} } } } } }`,
    'a test',
  ).servers;
  return main?.managementAgents['HR']?.triggers;
}

describe('triggers in the configuration', () => {
  it('are intervals, times of a calendar, and webhooks', () => {
    expect(triggersOf('{ type: interval, every: 6h, runProfile: Full Sync, exclusive: true }')).toEqual({
      one: {
        type: 'interval',
        every: 21_600_000,
        runProfile: 'Full Sync',
        exclusive: true,
        urgent: false,
        disabled: false,
      },
    });
    expect(
      triggersOf(
        '{ type: scheduled, calendar: { at: ["02:00"], daysOfWeek: [sunday] }, timeZone: Europe/Vienna, runProfileKind: full-import, partition: "DC=a" }',
      ),
    ).toMatchObject({ one: { type: 'scheduled', runProfileKind: 'full-import', except: [] } });
    expect(
      triggersOf('{ type: webhook, secret: { env: HR_HOOK }, runProfileKind: delta-import }'),
    ).toMatchObject({ one: { secret: { env: 'HR_HOOK' }, minInterval: 10_000 } });
  });

  it.each([
    ['{ type: sometimes }', 'write a type: interval, scheduled or webhook'],
    ['{ type: interval, every: 5m }', 'it does not say what it starts'],
    ['{ type: interval, every: 5m, runProfile: DI, runProfileKind: export }', 'take one of them out'],
    ['{ type: interval, every: 5m, runProfile: DI, partition: default }', 'take the partition out'],
    ['{ type: scheduled, timeZone: UTC, runProfile: DI }', 'it does not say when it fires'],
    ['{ type: scheduled, cron: "0 2 * *", timeZone: UTC, runProfile: DI }', 'it must have five fields'],
    ['{ type: scheduled, cron: "0 2 L * *", timeZone: UTC, runProfile: DI }', 'the last day of a month'],
    ['{ type: scheduled, cron: "0 2 * * 5#3", timeZone: UTC, runProfile: DI }', 'the n-th weekday'],
    ['{ type: scheduled, cron: "0 2 * * *", timeZone: Vienna, runProfile: DI }', 'time zone "Vienna"'],
    [
      '{ type: scheduled, calendar: { at: ["02:00"], daysOfMonth: [31], months: [2, 4] }, timeZone: UTC, runProfile: DI }',
      'it never fires',
    ],
    [
      '{ type: scheduled, cron: "0 2 * * *", timeZone: UTC, except: ["24.12."], runProfile: DI }',
      '"24.12." is no day',
    ],
    ['{ type: webhook, runProfile: DI }', 'a secret never stands in the configuration itself'],
    ['{ type: powershell, path: hr.ps1 }', 'AutoSync does not do that yet (PowerShell triggers)'],
    ['{ type: active-directory, baseDn: "DC=a" }', 'AutoSync does not do that yet'],
    ['{ type: mim-service }', 'AutoSync does not do that yet'],
    ['{ type: sql, connection: { env: C }, query: "select 1" }', 'AutoSync does not do that yet'],
    ['{ type: ldap, url: "ldap://a", baseDn: "o=a" }', 'AutoSync does not do that yet'],
  ])('are not %s', (yaml, why) => {
    expect(() => triggersOf(yaml)).toThrow(why);
  });

  it('that are not there yet may be declared, disabled', () => {
    expect(triggersOf('{ type: mim-service, disabled: true }')).toMatchObject({ one: { every: 60_000 } });
  });

  it('never show a secret that somebody wrote into the file', () => {
    expect(() => triggersOf('{ type: webhook, secret: hunter2, runProfile: DI }')).not.toThrow('hunter2');
  });

  it('of one name are refused, with both management agents', () => {
    const trigger = 'triggers: { one: { type: interval, every: 5m, runProfile: DI } }';
    expect(() =>
      parseConfiguration(
        `servers: { main: { managementAgents: { HR: { ${trigger} }, AD: { ${trigger} } } } }`,
        'a test',
      ),
    ).toThrow('servers.main.managementAgents.AD.triggers.one: "HR" has a trigger of that name');
  });
});

describe('mail and history', () => {
  it.each([
    'mail: { smtp: { host: mail.test }, from: a@a.test, to: [b@b.test] }',
    'history: { clearAfter: 30d }',
  ])('are refused, until something carries them out: %s', (yaml) => {
    expect(() => parseConfiguration(`servers: { main: { ${yaml} } }`, 'a test')).toThrow(
      'AutoSync does not do that yet',
    );
  });
});
