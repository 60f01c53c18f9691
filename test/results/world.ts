import { worldFromScenarioText } from '../../simulator/definition/scenario/read-scenario.js';

/**
 * HR and two directories that both write the room, of which each takes the other's. Profiles with several steps and with
 * a limit of objects.
 */
export const THREE_DIRECTORIES = worldFromScenarioText(
  `
server: Three directories
managementAgents:
  HR:
    category: MSSQL
    anchor: EmployeeID
    runProfiles:
      Full Import: full-import
      Delta Import: delta-import
      Delta Sync: delta-sync
      Full Sync: full-sync
      Two at a time: delta-import (objects 2)
      Import and Sync: [full-import, delta-sync]
    objectTypes:
      person:
        metaverse: person
        project: true
        join: EmployeeID = employeeID
        import: { employeeID: EmployeeID, displayName: Name }
  AD:
    category: AD
    partitions: { 'DC=fabrikam,DC=example': [user] }
    runProfiles: &usual
      Delta Import: delta-import
      Full Import: full-import
      Delta Sync: delta-sync
      Full Sync: full-sync
      Export: export
    objectTypes:
      user:
        metaverse: person
        join: employeeID = employeeID
        import: { room: room }
        export: { dn: employeeID, employeeID: employeeID, displayName: displayName, room: room }
  Phones:
    category: MSSQL
    anchor: Owner
    runProfiles: *usual
    objectTypes:
      line:
        metaverse: person
        join: Owner = employeeID
        import: { room: Room }
        export: { Owner: employeeID, Name: displayName, Room: room }
precedence:
  person.room: equal
`,
  'three-directories.yaml',
);

/** A hire in HR. */
export const hire = (employeeID: string) => ({
  objectType: 'person',
  attributes: { EmployeeID: employeeID, Name: `Person ${employeeID}` },
});
