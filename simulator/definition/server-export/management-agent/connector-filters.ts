import type { ConnectorFilter, NotSimulated } from '../../world-definition.js';
import type { Reading } from '../reading.js';
import {
  attributeOf,
  childrenNamed,
  elementAt,
  elementsAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';

type FilterCondition = ConnectorFilter['conditions'][number];

/** The engine's operators that the simulation has. Source: `stay-disconnector` elements of exports. */
const OPERATORS: Readonly<Record<string, FilterCondition['operator']>> = {
  equality: 'equals',
  inequality: 'not-equals',
  present: 'present',
  'not-present': 'not-present',
  'substring-start': 'starts-with',
  'substring-end': 'ends-with',
  'substring-any': 'contains',
};

/**
 * Reads the connector filter ("stay-disconnector"): per object type alternatives, each of conditions that must all
 * hold. An alternative with a condition that cannot be simulated is left out: with the others alone it would keep
 * out too much.
 *
 * @param ma the `ma-data` element
 */
export function readConnectorFilters(ma: XmlElement): Reading<readonly ConnectorFilter[]> {
  const filters: ConnectorFilter[] = [];
  const notSimulated: NotSimulated[] = [];
  for (const set of elementsAt(ma, 'stay-disconnector', 'filter-set')) {
    const objectType = attributeOf(set, 'cd-object-type');
    if (attributeOf(set, 'type') === 'scripted') {
      notSimulated.push({
        what: `connector filter of ${objectType} (rules extension)`,
        instead: 'filters no object',
      });
    }
    for (const alternative of childrenNamed(set, 'filter-alternative')) {
      const conditions = childrenNamed(alternative, 'condition').map(readCondition);
      const unknown = conditions.find((condition) => typeof condition === 'string');
      if (unknown !== undefined) {
        notSimulated.push({
          what: `connector filter of ${objectType}: ${unknown}`,
          instead: 'filters no object',
        });
      } else if (conditions.length > 0) {
        filters.push({ objectType, conditions: conditions.filter((each) => typeof each !== 'string') });
      }
    }
  }
  return { value: filters, notSimulated };
}

/** @returns the condition, or its text if the simulation has no such operator */
function readCondition(element: XmlElement): FilterCondition | string {
  const attribute = attributeOf(element, 'cd-attribute');
  const written = attributeOf(element, 'operator');
  const operator = OPERATORS[written];
  const value = conditionValue(elementAt(element, 'value'));
  if (operator === undefined) {
    return `${attribute} ${written} ${value}`.trim();
  }
  return operator === 'present' || operator === 'not-present'
    ? { attribute, operator }
    : { attribute, operator, value };
}

/** Numbers are exported in hexadecimal, with the radix in which the console shows them. */
function conditionValue(value: XmlElement | undefined): string {
  const text = value?.text.trim() ?? '';
  return attributeOf(value, 'ui-radix') !== '' && /^0x[0-9a-f]+$/i.test(text)
    ? BigInt(text).toString()
    : text;
}
