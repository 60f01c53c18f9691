import type { CycleView } from '../../domain/cycle/cycle.js';
import type { Rig } from '../rig/rig.js';
import { ADA } from '../rig/worlds.js';

/** So many hires in Fabrikam's HR, from a number on. */
export async function hire(rig: Rig, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    const name = `Hire ${index}`;
    await rig.simulator.addObject('HR', {
      objectType: 'person',
      attributes: {
        ...ADA.attributes,
        EmployeeID: `E${2_000 + index}`,
        LogonName: `hire${index}`,
        FirstName: `Number${index}`,
        DisplayName: name,
      },
    });
  }
}

/** A cycle that imports all of HR, and whatever that makes necessary. */
export async function importHr(rig: Rig): Promise<CycleView> {
  const cycle = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
  return cycle.result();
}
