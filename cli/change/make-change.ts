import { AutoSyncError } from '../../domain/errors.js';
import type { SimulatorClient } from '../../simulator/client.js';
import type { DirectoryObject, TrackedChange } from '../../simulator/http-contract.js';
import type { DescribedChange } from '../describe-change.js';
import type { Assignments } from './assignments.js';

/** What a user wants to change in a connected directory. */
export interface ChangeWish {
  readonly kind: TrackedChange['kind'];
  /** Name or id; absent = HR where there is one, else any that is a source. */
  readonly managementAgent?: string;
  /** DN, anchor or an attribute's value; absent = any object. */
  readonly object?: string;
  /** Of an object that is renamed. */
  readonly newDn?: string;
  readonly attributes: Assignments;
}

const DEFAULT_MANAGEMENT_AGENT = 'HR';

/**
 * Makes the change. What the user leaves open, the simulator makes up: somebody who is hired has a name, a number and
 * a department even if the command line says none of them.
 *
 * @throws `invalid-input` that says what is missing; whatever the simulator refuses
 */
export async function makeChange(
  simulator: SimulatorClient,
  wish: ChangeWish,
): Promise<readonly DescribedChange[]> {
  const hasAttributes = Object.keys(wish.attributes).length > 0;
  if (wish.kind === 'add') {
    const made = await makeUp(simulator, wish);
    return hasAttributes ? [...made, ...(await adjust(simulator, made, wish.attributes))] : made;
  }
  if (wish.object === undefined && !hasAttributes && wish.newDn === undefined) {
    return await makeUp(simulator, wish);
  }
  return [await changeOne(simulator, wish)];
}

/** A seeded change of the simulator's own making. */
async function makeUp(simulator: SimulatorClient, wish: ChangeWish): Promise<readonly TrackedChange[]> {
  const request = { count: 1, seed: Date.now() % 2 ** 31, kinds: [wish.kind] };
  const managementAgent = wish.managementAgent ?? DEFAULT_MANAGEMENT_AGENT;
  try {
    return await simulator.makeChanges({ ...request, managementAgents: [managementAgent] });
  } catch (error) {
    const isGuess = wish.managementAgent === undefined;
    const unknown = error instanceof AutoSyncError && error.code === 'unknown-management-agent';
    if (!isGuess || !unknown) throw error;
    return await simulator.makeChanges(request);
  }
}

/** Gives an object that the simulator made up the values that the user asked for. */
async function adjust(
  simulator: SimulatorClient,
  made: readonly TrackedChange[],
  attributes: Assignments,
): Promise<readonly DescribedChange[]> {
  return await Promise.all(
    made.map(async ({ managementAgentName, dn }) => {
      const object = await findObject(simulator, managementAgentName, dn);
      const changed = await simulator.changeObject(managementAgentName, object.anchor, { attributes });
      return { kind: 'modify' as const, dn: changed.dn, managementAgentName };
    }),
  );
}

async function changeOne(simulator: SimulatorClient, wish: ChangeWish): Promise<DescribedChange> {
  const managementAgentName = wish.managementAgent ?? DEFAULT_MANAGEMENT_AGENT;
  const { kind, newDn, attributes } = wish;
  const object = await findObject(simulator, managementAgentName, wish.object);
  switch (kind) {
    case 'delete':
      await simulator.deleteObject(managementAgentName, object.anchor);
      return { kind, dn: object.dn, managementAgentName };
    case 'rename': {
      if (newDn === undefined) {
        throw new AutoSyncError('invalid-input', `Write the new DN of ${object.dn}: --to <dn>.`);
      }
      const { dn } = await simulator.changeObject(managementAgentName, object.anchor, { dn: newDn });
      return { kind, dn, managementAgentName };
    }
    case 'add':
    case 'modify': {
      if (Object.keys(attributes).length === 0) {
        throw new AutoSyncError('invalid-input', `Write what to change of ${object.dn}: attribute=value.`);
      }
      const { dn } = await simulator.changeObject(managementAgentName, object.anchor, { attributes });
      return { kind: 'modify', dn, managementAgentName };
    }
  }
}

/** @throws `invalid-input` when there is none, or more than one */
async function findObject(
  simulator: SimulatorClient,
  managementAgent: string,
  name: string | undefined,
): Promise<DirectoryObject> {
  const objects = await simulator.directory(managementAgent);
  const found = name === undefined ? objects.slice(0, 1) : matching(objects, name);
  const [object] = found;
  if (object === undefined) {
    throw new AutoSyncError(
      'invalid-input',
      name === undefined
        ? `The directory of ${managementAgent} is empty: add something first.`
        : `The directory of ${managementAgent} has no object "${name}", by DN, anchor or value.`,
    );
  }
  if (found.length > 1) {
    const choices = found.slice(0, 5).map(({ dn }) => dn);
    throw new AutoSyncError(
      'invalid-input',
      `"${name}" is the name of ${found.length} objects in the directory of ${managementAgent}; write the DN of one: ${choices.join('; ')}`,
    );
  }
  return object;
}

/** A DN or anchor goes before a value: it names one object for certain. */
function matching(objects: readonly DirectoryObject[], name: string): readonly DirectoryObject[] {
  const wanted = name.toLowerCase();
  const byName = objects.filter(({ dn, anchor }) => [dn, anchor].some((own) => own.toLowerCase() === wanted));
  if (byName.length > 0) return byName;
  return objects.filter(({ attributes }) =>
    Object.values(attributes)
      .flat()
      .some((value) => value.toLowerCase() === wanted),
  );
}
