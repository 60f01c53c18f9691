import type { ConnectorFilter, ManagementAgentDefinition } from '../definition/world-definition.js';
import type { AttributeValue } from '../http-contract.js';
import { rulesOf, type Rules } from '../world/rules.js';
import { isFiltered } from '../world/synchronization/connector-filter.js';
import { plausibleValue } from '../world/plausible-values.js';
import { flowingAttributes, identifyingAttributes, type AttributeRoles } from './source-attributes.js';

/** The attributes of an object that a person, a script or another system put into a directory. */
export type NewAttributes = Record<string, AttributeValue>;

/**
 * The attributes of a new object of a directory, by its number: everything that flows or identifies, past the connector
 * filter if that can be done by changing a value.
 *
 * @param given values that are settled already
 */
export function newAttributes(
  rules: Rules,
  roles: AttributeRoles,
  ma: ManagementAgentDefinition,
  objectType: string,
  number: number,
  given: NewAttributes = {},
): NewAttributes {
  const names = new Set([
    ...identifyingAttributes(ma, objectType),
    ...flowingAttributes(rules.definition, ma, objectType),
  ]);
  const attributes: NewAttributes = { ...given };
  for (const name of names) {
    const unique = roles.isUnique(ma.id, objectType, name);
    const value = plausibleValue(name, number, unique);
    attributes[name] ??= ma.multiValued.includes(name) && !unique ? [value, `${value} (2)`] : value;
  }
  const fixed = new Set(
    Object.keys(attributes).filter((name) => roles.isIdentifying(ma.id, objectType, name)),
  );
  for (const filter of rulesOf(rules, ma.id).filters.get(objectType) ?? []) {
    if (isFiltered(rules, ma.id, objectType, { dn: '', attributes }))
      escapeFilter(filter, attributes, fixed, number);
  }
  return attributes;
}

/** Changes one value so that a filter's conditions no longer all hold; identifying values stay. */
function escapeFilter(
  filter: ConnectorFilter,
  attributes: NewAttributes,
  fixed: ReadonlySet<string>,
  number: number,
): void {
  const condition = filter.conditions.find(({ attribute }) => attribute !== 'dn' && !fixed.has(attribute));
  if (!condition) return;
  const { attribute, operator, value } = condition;
  if (operator === 'present') delete attributes[attribute];
  else if (operator === 'not-equals') attributes[attribute] = value ?? '';
  else attributes[attribute] = `Regular ${number}`;
}
