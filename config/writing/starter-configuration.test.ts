import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRunProfile, type RunProfileKind } from '../../domain/cycle/run-profile-choice.js';
import { selectedPartitions, type ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { loadFabrikam } from '../../test/rig/worlds.js';
import { checkAgainstEngine } from '../checking/check-against-engine.js';
import { parseConfiguration } from '../load.js';
import { starterConfiguration } from './starter-configuration.js';

const { managementAgents: FABRIKAM } = await loadFabrikam();

const serverOf = (yaml: string) => parseConfiguration(yaml, 'autosync.yaml').servers['main']!;

/** As if the administrator took away the "#" before every line of a run profile. */
const uncommented = (yaml: string): string =>
  yaml.replaceAll(
    /^( +)# ((?: {2})?)(runProfiles:|(?:delta|full|scheduled|confirming)-[a-z]+: |export: )/gm,
    '$1$2$3',
  );

describe('the configuration to start from', () => {
  const yaml = starterConfiguration('main', FABRIKAM);

  it('fits the engine that it was made for, and says what would happen anyway', () => {
    const server = serverOf(yaml);
    expect(Object.keys(server.managementAgents)).toEqual(FABRIKAM.map(({ name }) => name));
    expect(checkAgainstEngine({ id: 'main', server, managementAgents: FABRIKAM })).toEqual([]);
    expect(Object.keys(server.managementAgents['Fabrikam AD']?.partitions ?? {})).toEqual([
      'DC=fabrikam,DC=example',
      'DC=emea,DC=fabrikam,DC=example',
    ]);
    expect(server.managementAgents['HR']?.partitions?.['default']).toEqual({ importInterval: 300_000 });
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

  it('never imports what no run profile imports, and runs nothing where no partition is selected', () => {
    const [first] = FABRIKAM;
    const bare: ManagementAgent = { ...first!, name: 'Bare', runProfiles: [] };
    const unselected: ManagementAgent = { ...first!, name: 'Unselected', partitions: [] };
    const { managementAgents } = serverOf(starterConfiguration('main', [bare, unselected]));
    expect(managementAgents['Bare']?.partitions?.['default']?.importInterval).toBeNull();
    expect(managementAgents['Unselected']).toEqual({
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
        expect(Object.keys(managementAgents[ma]?.partitions ?? {})).toEqual([partition]);
      }),
      { numRuns: 200 },
    );
  });
});
