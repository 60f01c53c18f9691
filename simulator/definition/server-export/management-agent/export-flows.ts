import type { ExportFlow, FlowSource, NotSimulated } from '../../world-definition.js';
import { readFlowMapping, type FlowMapping } from '../flow-mapping.js';
import type { Reading } from '../reading.js';
import {
  attributeOf,
  childrenNamed,
  elementsAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';

/** Write-only in every directory that has them; what is exported to them is a secret that no file should hold. */
const PASSWORD_ATTRIBUTES = new Set(['export_password', 'unicodepwd', 'userpassword']);

/**
 * Reads the export attribute flows of a management agent.
 *
 * The result holds at most one flow into each attribute of an object type from one metaverse object type. An export
 * may hold several: one per sync rule, and an initial flow beside a persistent one. The first persistent flow wins,
 * else the first.
 *
 * @param ma the `ma-data` element
 */
export function readExportFlows(ma: XmlElement): Reading<readonly ExportFlow[]> {
  const chosen = new Map<string, ReadFlow>();
  const notSimulated: NotSimulated[] = [];
  for (const set of elementsAt(ma, 'export-attribute-flow', 'export-flow-set')) {
    for (const element of childrenNamed(set, 'export-flow')) {
      const read = readExportFlow(set, element);
      if (read.flow === undefined) {
        notSimulated.push(read.notSimulated);
        continue;
      }
      const { objectType, metaverseObjectType, attribute } = read.flow;
      const key = JSON.stringify([objectType, metaverseObjectType, attribute]);
      const earlier = chosen.get(key);
      if (earlier === undefined) {
        chosen.set(key, read);
      } else {
        const wins = earlier.flow.initialOnly && !read.flow.initialOnly;
        chosen.set(key, wins ? read : earlier);
        notSimulated.push(...onlyOneFlow(wins ? read.flow : earlier.flow, wins ? earlier.flow : read.flow));
      }
    }
  }
  const flows = [...chosen.values()];
  return {
    value: flows.map((read) => read.flow),
    notSimulated: [...notSimulated, ...flows.flatMap((read) => read.notSimulated ?? [])],
  };
}

/** A flow, with what is not simulated of it. */
interface ReadFlow {
  readonly flow: ExportFlow;
  readonly notSimulated?: NotSimulated;
}

/** A flow that is not simulated at all. */
interface LeftOut {
  readonly flow?: undefined;
  readonly notSimulated: NotSimulated;
}

function readExportFlow(set: XmlElement, element: XmlElement): ReadFlow | LeftOut {
  const objectType = attributeOf(set, 'cd-object-type');
  const metaverseObjectType = attributeOf(set, 'mv-object-type');
  const attribute = attributeOf(element, 'cd-attribute');
  const what = `export flow ${metaverseObjectType} → ${objectType}.${attribute}`;
  const mapping = readFlowMapping(element, attribute === 'dn');
  const { source, advanced, initialOnly } = mapping;
  if (PASSWORD_ATTRIBUTES.has(attribute.toLowerCase())) {
    return leftOut(what, 'passwords are not simulated');
  }
  if (mapping.existenceTest) {
    return leftOut(`${what} (existence test)`, 'sync rules are not tested for');
  }
  if (attribute === 'dn' && source?.kind !== 'attribute') {
    return leftOut(`${what} (${advanced ?? 'constant'})`, 'the connected directory names the object');
  }
  if (source === undefined) {
    return leftOut(`${what} (${advanced ?? 'no source attribute'})`, 'nothing flows');
  }
  const flow = {
    objectType,
    metaverseObjectType,
    attribute,
    source,
    initialOnly,
    allowNull: source.kind === 'attribute' && !initialOnly && flowsNull(element, mapping),
  };
  if (advanced === undefined) {
    return { flow };
  }
  const instead =
    attribute === 'dn'
      ? `names the object by ${describeSource(source)}, in the default container of its partition`
      : `flows directly ${describeSource(source)}`;
  return { flow, notSimulated: { what: `${what} (${advanced})`, instead } };
}

function leftOut(what: string, instead: string): LeftOut {
  return { notSimulated: { what, instead } };
}

/**
 * "Allow nulls" of the console is stored as its opposite. Where it is missing, nulls flow, but not for a sync rule:
 * there they do so only when its author asked for it.
 */
function flowsNull(element: XmlElement, mapping: FlowMapping): boolean {
  const suppressed = attributeOf(element, 'suppress-deletions');
  return suppressed === '' ? (mapping.allowsNull ?? !mapping.fromSyncRule) : suppressed !== 'true';
}

function onlyOneFlow(kept: ExportFlow, dropped: ExportFlow): readonly NotSimulated[] {
  const describe = (flow: ExportFlow) =>
    `${flow.initialOnly ? 'initial' : 'persistent'} flow from ${describeSource(flow.source)}`;
  const { metaverseObjectType, objectType, attribute } = dropped;
  return describeSource(kept.source) === describeSource(dropped.source)
    ? []
    : [
        {
          what: `export flow ${metaverseObjectType} → ${objectType}.${attribute}: ${describe(dropped)} beside another`,
          instead: `the ${describe(kept)} alone sets it`,
        },
      ];
}

/** `accountName`, or `"a constant"`. */
export function describeSource(source: FlowSource): string {
  return source.kind === 'attribute' ? source.attribute : `"${source.value}"`;
}
