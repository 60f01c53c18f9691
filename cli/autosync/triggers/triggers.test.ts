import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../config/load.js';
import { fakeCycles, fakeTriggers } from '../../../test/api/fake-dependencies.js';
import { serveWithFakes } from '../../../test/api/served-api.js';
import { autosync } from '../../../test/cli/autosync-in-process.js';

const configuration = parseConfiguration(
  `servers: { default: { importInterval: never, managementAgents: {
    HR: { importInterval: 5m, triggers: {
      weekly: { type: scheduled, cron: "0 2 * * 0", timeZone: Europe/Vienna, runProfile: Delta Sync } } } } } }`,
  'the test',
);
const STATES = {
  weekly: { paused: true, note: 'Paused by jane: audit' },
  'import/HR/default': {
    paused: false,
    lastFired: '2001-01-01T10:00:00.000Z',
    nextFiring: '2001-01-01T10:05:00.000Z',
  },
};

describe('autosync triggers', () => {
  it('lists them', async () => {
    const { url } = await serveWithFakes({ configuration, triggers: fakeTriggers(STATES) });
    const list = await autosync(['triggers', '--api', url]);
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(list.out).toMatchSnapshot();
    const json = await autosync(['triggers', 'list', '--json', '--api', url]);
    expect(JSON.parse(json.out)).toMatchObject({ server: 'default', triggers: [{ kind: 'interval' }, {}] });
  });

  it('pauses and resumes one', async () => {
    const triggers = fakeTriggers(STATES);
    const { url } = await serveWithFakes({ configuration, triggers });
    const paused = await autosync([
      'triggers',
      'pause',
      'import/HR/default',
      '--why',
      'a move',
      '--api',
      url,
    ]);
    expect(paused).toMatchObject({ code: 0, out: 'import/HR/default is paused.\n' });
    const resumed = await autosync(['triggers', 'resume', 'weekly', '--json', '--api', url]);
    expect(resumed).toMatchObject({ code: 0, out: '{}\n' });
    expect(triggers.pausings).toMatchObject([
      { trigger: 'import/HR/default', paused: true, note: expect.stringContaining('a move') },
      { trigger: 'weekly', paused: false },
    ]);
  });

  it('fires one', async () => {
    const cycles = fakeCycles();
    const { url } = await serveWithFakes({ configuration, cycles, triggers: fakeTriggers(STATES) });
    const fired = await autosync(['triggers', 'fire', 'weekly', '--no-wait', '--why', 'now', '--api', url]);
    expect(fired).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^HR\/\S+\n$/) });
    expect([...cycles.started.values()]).toMatchObject([
      { managementAgent: 'HR', cause: { description: expect.stringContaining('now') } },
    ]);
  });

  it('says which it does not know', async () => {
    const { url } = await serveWithFakes({ configuration });
    const unknown = await autosync(['triggers', 'fire', 'monthly', '--api', url]);
    expect(unknown).toMatchObject({ code: 2, out: '', err: expect.stringContaining('monthly') });
  });
});
