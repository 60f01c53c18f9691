import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRunProfile, type RunProfileKind } from '../../domain/cycle/run-profile-choice.js';
import { selectedPartitions, type ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { loadFabrikam } from '../../test/rig/worlds.js';
import { checkAgainstEngine } from '../checking/check-against-engine.js';
import { parseConfiguration } from '../load.js';
import { importSettingsOf } from '../settings-of.js';
import { starterConfiguration } from './starter-configuration.js';

const { managementAgents: FABRIKAM } = await loadFabrikam();

const serverOf = (yaml: string) => parseConfiguration(yaml, 'autosync.yaml').servers['main']!;

/** As if the administrator took away the "#" before every setting. */
const uncommented = (yaml: string): string =>
  yaml.replaceAll(/^( +)# ((?:partitions:| +[^ #].*(?::|: .*))$)/gm, '$1$2');

describe('the configuration to start from', () => {
  const yaml = starterConfiguration('main', FABRIKAM);

  it('fits the engine that it was made for, and says what would happen anyway', () => {
    const server = serverOf(yaml);
    expect(Object.keys(server.managementAgents)).toEqual(FABRIKAM.map(({ name }) => name));
    expect(checkAgainstEngine({ id: 'main', server, managementAgents: FABRIKAM })).toEqual([]);
  });

  it('names each management agent by its id too, so that its settings stay with it when it is renamed', () => {
    const { managementAgents } = serverOf(yaml);
    expect(Object.values(managementAgents).map(({ id }) => id)).toEqual(FABRIKAM.map(({ id }) => id));
  });

  it('lets every partition follow the interval of the server', () => {
    const server = serverOf(yaml.replace('importInterval: 5m', 'importInterval: 1h'));
    for (const ma of FABRIKAM) {
      const { intervalOf } = importSettingsOf(server, ma, FABRIKAM);
      for (const partition of selectedPartitions(ma)) expect(intervalOf(partition)).toBe(3_600_000);
    }
  });

  it('shows the partitions, ready to be used', () => {
    const { managementAgents } = serverOf(uncommented(yaml));
    expect(Object.keys(managementAgents['Fabrikam AD']?.partitions ?? {})).toEqual([
      'DC=fabrikam,DC=example',
      'DC=emea,DC=fabrikam,DC=example',
    ]);
    expect(managementAgents['HR']?.partitions?.['default']?.importInterval).toBe(300_000);
  });

  it('holds no spaces at the end of a line', () => {
    expect(yaml).not.toMatch(/[ \t]$/m);
  });

  it('shows the run profiles that discovery chooses, ready to be used', () => {
    const server = serverOf(uncommented(yaml));
    for (const ma of FABRIKAM) {
      for (const partition of selectedPartitions(ma)) {
        const { runProfiles } = server.managementAgents[ma.name]!.partitions![partition.name]!;
        const named = Object.entries(runProfiles ?? {});
        expect(named.length).toBeGreaterThan(4);
        for (const [kind, name] of named) {
          expect(name).toBe(chooseRunProfile(ma, kind as RunProfileKind, partition));
        }
      }
    }
  });

  it('says what is missing, and what is special about the MIM Service', () => {
    expect(yaml).toContain('# Missing: no run profile does the delta import. Make one, or name one.');
    expect(yaml.match(/Missing/g)).toHaveLength(1);
    expect(yaml.match(/# The MIM Service\./g)).toHaveLength(1);
  });

  it('says nothing of an interval where nothing is imported, nor of partitions where none is selected', () => {
    const [first] = FABRIKAM;
    const bare: ManagementAgent = { ...first!, name: 'Bare', runProfiles: [] };
    const unselected: ManagementAgent = { ...first!, id: '{1}', name: 'Unselected', partitions: [] };
    const { managementAgents } = serverOf(uncommented(starterConfiguration('main', [bare, unselected])));
    expect(managementAgents['Bare']?.partitions).toEqual({ default: {} });
    expect(managementAgents['Unselected']).toEqual({
      id: unselected.id,
      disabled: false,
      lockList: [],
      noStartWindows: [],
      triggers: {},
    });
  });

  it('is written for an engine without management agents too', () => {
    expect(serverOf(starterConfiguration('main', [])).managementAgents).toEqual({});
  });

  it('holds any name unharmed', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 4_000 })
      .filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(name, name, name, (ma, partition, runProfile) => {
        const catalogue: readonly ManagementAgent[] = [
          {
            id: '{1}',
            name: ma,
            category: partition,
            partitions: [{ id: '{2}', name: partition, selected: true }],
            runProfiles: [{ name: runProfile, steps: [{ type: 'export', partitionId: '{2}' }] }],
          },
        ];
        const { managementAgents } = serverOf(starterConfiguration('main', catalogue));
        expect(Object.keys(managementAgents)).toEqual([ma]);
      }),
      { numRuns: 200 },
    );
  });
});
