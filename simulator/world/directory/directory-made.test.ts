import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadWorldDefinition } from '../../definition/load-world-definition.js';
import { createManualClock } from '../../engine/clock.js';
import { createSimulator } from '../../simulator.js';

const examples = (path: string) => fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url));

describe('what a connected directory makes up itself', () => {
  it('a phone system gives each new subscriber a number; a number that is given stays', async () => {
    const definition = await loadWorldDefinition({ exportFolder: examples('fabrikam') });
    const simulator = createSimulator({ definition, speed: 1, seed: 1, clock: createManualClock() });
    const made = simulator.add('Phone System', { objectType: 'subscriber', attributes: {} });
    expect(made.attributes['PhoneNumber']).toMatch(/^\+49 555 \d+$/);
    const given = simulator.add('Phone System', {
      objectType: 'subscriber',
      attributes: { PhoneNumber: '+49 1' },
    });
    expect(given.attributes['PhoneNumber']).toBe('+49 1');
  });
});

async function initial(...anchors: readonly string[]) {
  const definition = await loadWorldDefinition({ exportFolder: examples('fabrikam') });
  const hr = definition.managementAgents.find(({ name }) => name === 'HR');
  const initialObjects = anchors.map((EmployeeID) => ({
    managementAgentId: hr?.id ?? '',
    partitionId: hr?.partitions[0]?.id ?? '',
    objectType: 'person',
    attributes: { EmployeeID },
  }));
  const withObjects = { ...definition, initialObjects };
  return createSimulator({ definition: withObjects, speed: 1, seed: 1, clock: createManualClock() });
}

describe('what a connected directory holds at the start', () => {
  it('is what the definition says', async () => {
    const simulator = await initial('E1', 'E2');
    expect(simulator.objects('HR').map((object) => object.anchor)).toEqual(['E1', 'E2']);
  });

  it('must not hold an object twice', async () => {
    await expect(initial('E1', 'E1')).rejects.toThrow(/has an object with the name or key of E1 already/);
  });
});
