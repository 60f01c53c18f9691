import type { FlowSource } from '../world-definition.js';
import {
  attributeOf,
  childrenNamed,
  elementAt,
  elementsAt,
  textAt,
  textsAt,
  type XmlElement,
} from '../../../domain/xml/xml-element.js';

/** Where an attribute flow of an export takes its value from, reduced to what the simulation can do. */
export interface FlowMapping {
  /** Absent where the export names none: the flow cannot be simulated. */
  readonly source?: FlowSource;
  /** What the flow really does, for a person who reads it, where that is more than to copy {@link source}. */
  readonly advanced?: string;
  /** A flow of a sync rule that is applied only when the object is provisioned. */
  readonly initialOnly: boolean;
  /** A condition of a sync rule, written like a flow, through which no value flows. */
  readonly existenceTest: boolean;
  /** Whether an expression flows empty values; absent where the mapping does not say. */
  readonly allowsNull?: boolean;
  readonly fromSyncRule: boolean;
}

/**
 * Reads the mapping of an `export-flow` or `import-flow` element. An advanced one counts as a direct flow from its
 * first source attribute.
 *
 * @param flow the element around the mapping
 * @param forDn the flow makes a distinguished name. Then an attribute that an expression only tests is passed over:
 *   `IIF(Eq(employeeStatus, "Terminated"), "CN=" + accountName …)` names the object by `accountName`. A direct flow
 *   from the tested attribute would give thousands of objects one name.
 */
export function readFlowMapping(flow: XmlElement, forDn = false): FlowMapping {
  const mapping = flow.children.find((child) => child.name.endsWith('-mapping'));
  const plain = { initialOnly: false, existenceTest: false, fromSyncRule: false };
  if (mapping === undefined) {
    return { ...plain, advanced: 'no mapping' };
  }
  switch (mapping.name) {
    case 'direct-mapping':
      return { ...plain, ...attributeSource(sourceAttributes(mapping)[0]) };
    case 'constant-mapping':
      return { ...plain, source: constant(childrenNamed(mapping, 'constant-value')[0]?.text) };
    case 'dn-part-mapping':
      return {
        ...plain,
        source: { kind: 'attribute', attribute: 'dn' },
        advanced: `component ${textAt(mapping, 'dn-part')} of the DN`,
      };
    case 'scripted-mapping':
      return {
        ...plain,
        ...attributeSource(sourceAttributes(mapping)[0]),
        advanced: `rules extension, flow rule "${textAt(mapping, 'script-context')}"`,
      };
    case 'sync-rule-mapping':
      return readSyncRuleMapping(mapping, forDn);
    default:
      return { ...plain, advanced: mapping.name };
  }
}

function readSyncRuleMapping(mapping: XmlElement, forDn: boolean): FlowMapping {
  const common = {
    initialOnly: attributeOf(mapping, 'initial-flow-only') === 'true',
    existenceTest: attributeOf(mapping, 'is-existence-test') === 'true',
    fromSyncRule: true,
  };
  const sources = sourceAttributes(mapping);
  switch (attributeOf(mapping, 'mapping-type')) {
    case 'direct':
      return { ...common, ...attributeSource(sources[0]) };
    case 'constant':
      return { ...common, source: constant(childrenNamed(mapping, 'sync-rule-value')[0]?.text) };
    default: {
      const [rule] = elementAt(mapping, 'sync-rule-value')?.children ?? [];
      const expression = elementAt(rule, 'fn');
      const allowsNull = attributeOf(rule, 'allows-null');
      return {
        ...common,
        ...(forDn ? expressionSource(expression, sources) : attributeSource(sources[0])),
        ...(sources.length === 0 && literalOf(expression)),
        advanced: `expression ${formulaOf(expression)}`,
        ...(allowsNull !== '' && { allowsNull: allowsNull === 'true' }),
      };
    }
  }
}

function sourceAttributes(mapping: XmlElement): readonly string[] {
  return textsAt(mapping, 'src-attribute');
}

function attributeSource(attribute: string | undefined): { source?: FlowSource } {
  return attribute === undefined ? {} : { source: { kind: 'attribute', attribute } };
}

function constant(text: string | undefined): FlowSource {
  return { kind: 'constant', value: text ?? '' };
}

function expressionSource(
  expression: XmlElement | undefined,
  sources: readonly string[],
): { source?: FlowSource } {
  const valuePart = expression === undefined ? [] : valueArguments(expression);
  return attributeSource(valuePart.find((argument) => sources.includes(argument)) ?? sources[0]);
}

/** The leaves of an expression that can end up in its value: all but the condition of an IIF. */
function valueArguments(expression: XmlElement): readonly string[] {
  const args = childrenNamed(expression, 'arg');
  const valued = attributeOf(expression, 'id').toUpperCase() === 'IIF' ? args.slice(1) : args;
  return valued.flatMap((arg) => {
    const nested = childrenNamed(arg, 'fn');
    return nested.length === 0 ? [arg.text.trim()] : nested.flatMap(valueArguments);
  });
}

/** The value of an expression that only strings literals together. */
function literalOf(expression: XmlElement | undefined): { source?: FlowSource } {
  const args = elementsAt(expression, 'arg').map((arg) => /^\s*"(.*)"\s*$/s.exec(arg.text)?.[1]);
  const literal = expression !== undefined && attributeOf(expression, 'id') === '+' && args.length > 0;
  return literal && args.every((arg) => arg !== undefined) ? { source: constant(args.join('')) } : {};
}

/** An expression as an administrator wrote it, for example `IIF(IsPresent(middleName), …)`. */
function formulaOf(expression: XmlElement | undefined): string {
  if (expression === undefined) {
    return 'of a sync rule';
  }
  const args = childrenNamed(expression, 'arg').map((arg) => {
    const [nested] = childrenNamed(arg, 'fn');
    return nested === undefined ? arg.text.trim() : formulaOf(nested);
  });
  const id = attributeOf(expression, 'id');
  return id === '+' ? args.join(' + ') : `${id}(${args.join(', ')})`;
}
