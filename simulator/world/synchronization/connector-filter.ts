import type { ConnectorFilter } from '../../definition/world-definition.js';
import type { AttributeValue } from '../../http-contract.js';
import { valuesOf } from '../attribute-values.js';
import type { Image } from '../connector-space.js';
import { DN_ATTRIBUTE, rulesOf, type Rules } from '../rules.js';

type Condition = ConnectorFilter['conditions'][number];

function holds(condition: Condition, actual: AttributeValue | undefined): boolean {
  const values = valuesOf(actual).map((value) => value.toLowerCase());
  const wanted = (condition.value ?? '').toLowerCase();
  switch (condition.operator) {
    case 'present':
      return values.length > 0;
    case 'not-present':
      return values.length === 0;
    case 'equals':
      return values.includes(wanted);
    case 'not-equals':
      return !values.includes(wanted);
    case 'starts-with':
      return values.some((value) => value.startsWith(wanted));
    case 'ends-with':
      return values.some((value) => value.endsWith(wanted));
    case 'contains':
      return values.some((value) => value.includes(wanted));
  }
}

/** Whether the connector filter keeps an object out of the metaverse: one filter whose conditions all hold is enough. */
export function isFiltered(
  rules: Rules,
  managementAgentId: string,
  objectType: string,
  image: Image,
): boolean {
  const filters = rulesOf(rules, managementAgentId).filters.get(objectType) ?? [];
  return filters.some((filter) =>
    filter.conditions.every((condition) =>
      holds(
        condition,
        condition.attribute === DN_ATTRIBUTE ? image.dn : image.attributes[condition.attribute],
      ),
    ),
  );
}
