import type { AttributeValue } from '../http-contract.js';
import { valuesOf } from './attribute-values.js';
import type { ConnectorSpaceObject, Image } from './connector-space.js';
import type { MetaverseObject } from './metaverse.js';
import { DN_ATTRIBUTE, OBJECT_ID_ATTRIBUTE, rulesOf, type KeyedJoinRule, type Rules } from './rules.js';

/**
 * Joining by look-up: each join rule turns the values of an object into keys, on either side of the join; two
 * objects match a rule when they have a key in common. Joins do not regard case, as in the engine.
 */

function combinations(rule: KeyedJoinRule, values: readonly (readonly string[])[]): readonly string[] {
  return values.reduce<readonly string[]>(
    (keys, alternatives) =>
      keys.flatMap((key) => alternatives.map((value) => `${key}\n${value.toLowerCase()}`)),
    [rule.key],
  );
}

function imageValue(image: Image, attribute: string): AttributeValue | undefined {
  return attribute === DN_ATTRIBUTE ? image.dn : image.attributes[attribute];
}

function metaverseValue(object: MetaverseObject, attribute: string): AttributeValue | undefined {
  return attribute === OBJECT_ID_ATTRIBUTE ? object.id : object.values[attribute]?.value;
}

/** The keys of an image under one rule; none where a mapped attribute has no value. */
export function joinKeysOfImage(rule: KeyedJoinRule, image: Image): readonly string[] {
  return combinations(
    rule,
    rule.rule.mappings.map((mapping) => valuesOf(imageValue(image, mapping.attribute))),
  );
}

/** The keys under which the metaverse finds an object: those of every join rule that searches its type. */
export function joinKeysOfMetaverseObject(rules: Rules, object: MetaverseObject): readonly string[] {
  const searching = [...(rules.joinsInto.get(object.objectType) ?? []), ...(rules.joinsInto.get('') ?? [])];
  return searching.flatMap((rule) => metaverseKeys(rule, object));
}

/** The keys of a metaverse object under the rules of one management agent and object type. */
export function joinKeysInto(
  rules: Rules,
  object: MetaverseObject,
  target: { readonly managementAgentId: string; readonly objectType: string },
): readonly string[] {
  const joins = rulesOf(rules, target.managementAgentId).joins.get(target.objectType) ?? [];
  return joins
    .filter(({ rule }) => (rule.metaverseObjectType ?? object.objectType) === object.objectType)
    .flatMap((rule) => metaverseKeys(rule, object));
}

function metaverseKeys(rule: KeyedJoinRule, object: MetaverseObject): readonly string[] {
  return combinations(
    rule,
    rule.rule.mappings.map((mapping) => valuesOf(metaverseValue(object, mapping.metaverseAttribute))),
  );
}

/** The keys under which a normal disconnector is found when its metaverse counterpart appears; else none. */
export function joinKeysOfDisconnector(rules: Rules, object: ConnectorSpaceObject): readonly string[] {
  const { confirmed, link } = object;
  if (link.kind !== 'normal-disconnector' || !confirmed) return [];
  const joins = rulesOf(rules, object.managementAgentId).joins.get(object.objectType) ?? [];
  return joins.flatMap((rule) => joinKeysOfImage(rule, confirmed));
}
