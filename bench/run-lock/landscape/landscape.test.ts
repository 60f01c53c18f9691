import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorldDefinition } from '../../../simulator/definition/load-world-definition.js';
import { landscapeOf } from './landscape.js';

describe('who feeds whom in the Fabrikam export', async () => {
  const world = await loadWorldDefinition({
    exportFolder: path.join(import.meta.dirname, '../../../examples/fabrikam'),
  });
  const landscape = landscapeOf(world);
  const nameOf = (id: string) => world.managementAgents.find((ma) => ma.id === id)?.name ?? id;
  const idOf = (name: string) => world.managementAgents.find((ma) => ma.name === name)?.id ?? name;

  it('a hire in HR goes to all others, and what AD and the phone system make of it goes on', () => {
    const hire = landscape.changeKinds.get(idOf('HR'))?.find(({ kind }) => kind === 'add');
    const onward = (name: string) =>
      hire?.deliveries
        .find(({ to }) => nameOf(to) === name)
        ?.onward.map(nameOf)
        .toSorted();
    expect(hire?.deliveries.map(({ to }) => nameOf(to)).toSorted()).toEqual([
      'Badge File',
      'Extranet Directory',
      'Fabrikam AD',
      'MIM Service',
      'Phone System',
    ]);
    expect(onward('Phone System')).toEqual(['Extranet Directory', 'Fabrikam AD', 'MIM Service']);
    expect(onward('Fabrikam AD')).toEqual(['MIM Service']);
    expect(onward('Extranet Directory')).toEqual([]);
  });

  it('nothing comes of a directory that only gets', () => {
    expect([...landscape.changeKinds.keys()].map(nameOf).toSorted()).toEqual([
      'Fabrikam AD',
      'HR',
      'MIM Service',
    ]);
  });
});
