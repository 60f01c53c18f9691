import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { AutoSyncError } from '../../domain/errors.js';
import type { ManagementAgentDefinition } from '../definition/world-definition.js';
import type { ChangeRequest, TrackedChange } from '../http-contract.js';
import { sameValue, withChanges } from '../world/attribute-values.js';
import type { StoredObject } from '../world/directory/connected-directory.js';
import { directoryOf, importedImage } from '../world/directory/directory-objects.js';
import { isHierarchical, rdnFor, splitDn } from '../world/directory/distinguished-names.js';
import { isInScope } from '../world/import-state.js';
import { joinKeysOfImage } from '../world/join-keys.js';
import { rulesOf } from '../world/rules.js';
import { isFiltered } from '../world/synchronization/connector-filter.js';
import type { World } from '../world/world.js';
import { newAttributes } from './new-objects.js';
import { dnOf, partitionsHolding, projectedKinds } from './object-kinds.js';
import { plausibleValue } from '../world/plausible-values.js';
import { attributeRoles, flowingAttributes, type AttributeRoles } from './source-attributes.js';

type Kind = TrackedChange['kind'];

/** Of ten changes, so many are of each kind, where the directory allows all. */
const WEIGHTS: Readonly<Record<Kind, number>> = { modify: 5, add: 2, rename: 1, delete: 2 };

/** One modification in so many empties the attribute. */
const ONE_IN_EMPTIES = 10;

/** Draws that lead nowhere (a name that is taken, a value that is there already) are repeated so often. */
const ATTEMPTS_PER_CHANGE = 50;

/** The numbers of made-up values: far from those of a fill. */
const FIRST_NUMBER = 100_000_000;
const LAST_NUMBER = 999_999_999;

/** A change that was drawn and not yet made. */
export type DrawnChange =
  | {
      readonly kind: 'add';
      readonly managementAgentId: string;
      readonly objectType: string;
      readonly partition: string;
      readonly dn?: string | undefined;
      readonly attributes: ReturnType<typeof newAttributes>;
    }
  | {
      readonly kind: 'modify';
      readonly managementAgentId: string;
      readonly anchor: string;
      readonly attribute: string;
      readonly value: string | null;
    }
  | {
      readonly kind: 'rename';
      readonly managementAgentId: string;
      readonly anchor: string;
      readonly dn: string;
    }
  | { readonly kind: 'delete'; readonly managementAgentId: string; readonly anchor: string };

/** Draws numbers. */
interface Dice {
  /** From 0 to `below` - 1. */
  below(below: number): number;
  /** A number for made-up values. */
  number(): number;
}

function rollingDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  return {
    below: (below) => uniformInt(generator, 0, below - 1),
    number: () => uniformInt(generator, FIRST_NUMBER, LAST_NUMBER),
  };
}

function pick<T>(dice: Dice, choices: readonly T[]): T | undefined {
  return choices.length === 0 ? undefined : choices[dice.below(choices.length)];
}

/** Whether something of a management agent flows into the metaverse. */
function isSource(world: World, ma: ManagementAgentDefinition): boolean {
  const { importFlows } = world.rules.definition.metaverse;
  return (
    ma.projections.length > 0 ||
    importFlows.some((group) => group.flows.some((flow) => flow.managementAgentId === ma.id))
  );
}

/** The objects of a directory in an order that does not depend on when each was made. */
function objectsInOrder(world: World, ma: ManagementAgentDefinition): readonly StoredObject[] {
  const { joins } = rulesOf(world.rules, ma.id);
  const keyOf = (object: StoredObject): string => {
    const rule = joins.get(object.objectType)?.[0];
    return [...(rule ? joinKeysOfImage(rule, object) : []), object.dn].join('\n');
  };
  return [...directoryOf(world, ma.id).objects.values()]
    .filter((object) => isInScope(world, ma.id, object))
    .map((object) => ({ object, key: keyOf(object) }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ object }) => object);
}

interface Draw {
  readonly world: World;
  readonly roles: AttributeRoles;
  readonly dice: Dice;
}

function drawAdd({ world, roles, dice }: Draw, ma: ManagementAgentDefinition): DrawnChange | undefined {
  const kind = pick(dice, projectedKinds(ma));
  const partition = kind && pick(dice, partitionsHolding(ma, kind.objectType));
  if (!kind || partition === undefined) return undefined;
  const number = dice.number();
  const attributes = newAttributes(world.rules, roles, ma, kind.objectType, number);
  const dn = dnOf(ma, partition, kind.objectType, number);
  return { kind: 'add', managementAgentId: ma.id, objectType: kind.objectType, partition, dn, attributes };
}

function drawModify(
  { world, roles, dice }: Draw,
  ma: ManagementAgentDefinition,
  object: StoredObject,
): DrawnChange | undefined {
  const { objectType, anchor } = object;
  const attribute = pick(
    dice,
    flowingAttributes(world.rules.definition, ma, objectType).filter(
      (name) => !roles.isIdentifying(ma.id, objectType, name),
    ),
  );
  if (attribute === undefined) return undefined;
  const unique = roles.isUnique(ma.id, objectType, attribute);
  const empties = !unique && dice.below(ONE_IN_EMPTIES) === 0;
  const value = empties ? null : plausibleValue(attribute, dice.number(), unique);
  if (sameValue(value ?? undefined, object.attributes[attribute])) return undefined;
  const before = importedImage(world, ma.id, object);
  const after = { ...before, attributes: withChanges(before.attributes, { [attribute]: value }) };
  // A change that takes an object past the connector filter is a leaver or a hire: those are adds and deletes here.
  const filtered = [before, after].map((image) => isFiltered(world.rules, ma.id, objectType, image));
  if (filtered[0] !== filtered[1]) return undefined;
  return { kind: 'modify', managementAgentId: ma.id, anchor, attribute, value };
}

function drawRename(
  dice: Dice,
  ma: ManagementAgentDefinition,
  object: StoredObject,
): DrawnChange | undefined {
  if (!isHierarchical(object.partition)) return undefined;
  const rdn = rdnFor(object.objectType, plausibleValue('name', dice.number(), true));
  const dn = `${rdn},${splitDn(object.dn).parent}`;
  return { kind: 'rename', managementAgentId: ma.id, anchor: object.anchor, dn };
}

function drawKind(dice: Dice, kinds: readonly Kind[]): Kind | undefined {
  return pick(
    dice,
    kinds.flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind)),
  );
}

function drawOnce(
  draw: Draw,
  sources: readonly ManagementAgentDefinition[],
  kinds: readonly Kind[],
): DrawnChange | undefined {
  const ma = pick(draw.dice, sources);
  const kind = drawKind(draw.dice, kinds);
  if (!ma || !kind) return undefined;
  if (kind === 'add') return drawAdd(draw, ma);
  const object = pick(draw.dice, objectsInOrder(draw.world, ma));
  if (!object) return undefined;
  switch (kind) {
    case 'modify':
      return drawModify(draw, ma, object);
    case 'rename':
      return drawRename(draw.dice, ma, object);
    case 'delete':
      return { kind, managementAgentId: ma.id, anchor: object.anchor };
  }
}

/**
 * Draws changes and has them made, one after another, since each may depend on those before it. The same seed on the same
 * directories gives the same changes.
 *
 * @param managementAgents the directories to choose from; those that are the source of nothing are left out
 * @param make makes a change; `false` if its directory refuses it, and another one is drawn
 * @throws `invalid-input` when no directory allows such changes
 */
export function drawChanges(
  world: World,
  request: ChangeRequest,
  managementAgents: readonly ManagementAgentDefinition[],
  make: (change: DrawnChange) => boolean,
): void {
  const sources = managementAgents.filter((ma) => isSource(world, ma));
  const kinds = request.kinds ?? (['modify', 'add', 'rename', 'delete'] as const);
  const draw: Draw = { world, roles: attributeRoles(world.rules), dice: rollingDice(request.seed) };
  for (let made = 0; made < request.count; made++) {
    let attempts = 0;
    for (
      let drawn = drawOnce(draw, sources, kinds);
      !drawn || !make(drawn);
      drawn = drawOnce(draw, sources, kinds)
    ) {
      attempts += 1;
      if (attempts >= ATTEMPTS_PER_CHANGE) throw noSuchChange(managementAgents, kinds);
    }
  }
}

function noSuchChange(
  managementAgents: readonly ManagementAgentDefinition[],
  kinds: readonly Kind[],
): AutoSyncError {
  const names = managementAgents.map((ma) => ma.name).join(', ') || 'none';
  return new AutoSyncError(
    'invalid-input',
    `Of the directories (${names}) none allows a random change (${kinds.join(', ')}): they are empty, or the source of nothing.`,
  );
}
