import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { scenarioSchema } from '../../simulator/definition/scenario/scenario-schema.js';

type ScenarioFile = z.input<typeof scenarioSchema>;

const IMPORTS_AND_SYNCS = {
  'Delta Import': 'delta-import',
  'Full Import': 'full-import',
  'Delta Sync': 'delta-sync',
  'Full Sync': 'full-sync',
};

/**
 * A world with so many management agents: `HR`, `AD`, to which HR's people are exported, and for the rest sources of
 * objects of their own, `MA 001`, `MA 002`, …
 *
 * @param folder where the scenario file is written
 * @returns the file
 */
export async function writeWorld(managementAgents: number, folder: string): Promise<string> {
  const others = Array.from({ length: managementAgents - 2 }, (_, index) => nameOf(index + 1));
  const scenario: ScenarioFile = {
    server: `${managementAgents} management agents`,
    managementAgents: {
      HR: {
        category: 'MSSQL',
        anchor: 'EmployeeID',
        runProfiles: IMPORTS_AND_SYNCS,
        objectTypes: {
          person: {
            metaverse: 'person',
            project: true,
            join: 'EmployeeID = employeeID',
            import: { employeeID: 'EmployeeID', accountName: 'LogonName', displayName: 'Name' },
          },
        },
      },
      AD: {
        category: 'AD',
        partitions: { 'DC=bench,DC=example': ['user'] },
        directoryMade: ['objectSid'],
        runProfiles: { ...IMPORTS_AND_SYNCS, Export: 'export' },
        objectTypes: {
          user: {
            metaverse: 'person',
            join: 'employeeID = employeeID',
            import: { objectSid: 'objectSid' },
            export: { dn: 'accountName', employeeID: 'employeeID', displayName: 'displayName' },
          },
        },
      },
      ...Object.fromEntries(
        others.map((name): [string, ScenarioFile['managementAgents'][string]] => [
          name,
          {
            category: 'MSSQL',
            anchor: 'ID',
            runProfiles: IMPORTS_AND_SYNCS,
            objectTypes: { item: { metaverse: `${name} item`, project: true, import: { id: 'ID' } } },
          },
        ]),
      ),
    },
    deletion: { person: ['HR'] },
  };
  const file = join(folder, `world-${managementAgents}.yaml`);
  // JSON is YAML.
  await writeFile(file, JSON.stringify(scenario));
  return file;
}

/** The name of the management agent with this number, from 1 on, among those beside `HR` and `AD`. */
export function nameOf(number: number): string {
  return `MA ${String(number).padStart(3, '0')}`;
}
