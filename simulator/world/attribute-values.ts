import type { AttributeValue } from '../http-contract.js';

/** The values of one object, by attribute name. An attribute without a value is absent, never empty. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * One spelling for each value, so that two that mean the same compare equal: several values are distinct and
 * sorted (directories give them in any order), a single one stands alone, and nothing at all is `undefined`.
 */
export function canonicalValue(value: AttributeValue | null | undefined): AttributeValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  const distinct = [...new Set(value.filter((single) => single !== ''))].toSorted();
  return distinct.length <= 1 ? distinct[0] : distinct;
}

/** The canonical form of every attribute; those without a value are left out. */
export function canonicalAttributes(attributes: Readonly<Record<string, AttributeValue | null>>): Attributes {
  const canonical: Record<string, AttributeValue> = {};
  for (const [name, raw] of Object.entries(attributes)) {
    const value = canonicalValue(raw);
    if (value !== undefined) canonical[name] = value;
  }
  return canonical;
}

/** The value as a list; empty for no value. */
export function valuesOf(value: AttributeValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** A value as it fits an attribute: a single-valued one takes the first of several. */
export function fitToAttribute(
  value: AttributeValue | undefined,
  multiValued: boolean,
): AttributeValue | undefined {
  return multiValued ? value : valuesOf(value)[0];
}

/** Whether two canonical values are the same. Case counts, as it does in attribute flow. */
export function sameValue(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  const left = valuesOf(one);
  const right = valuesOf(other);
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

/** Whether two canonical attribute sets are the same. */
export function sameAttributes(one: Attributes, other: Attributes): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => sameValue(one[name], other[name]))
  );
}

/** Applies changes to attributes; `null` removes one. */
export function withChanges(
  attributes: Attributes,
  changes: Readonly<Record<string, AttributeValue | null>>,
): Attributes {
  const changed: Record<string, AttributeValue> = { ...attributes };
  for (const [name, raw] of Object.entries(changes)) {
    const value = canonicalValue(raw);
    if (value === undefined) delete changed[name];
    else changed[name] = value;
  }
  return changed;
}

/** A value for a person to read. */
export function displayValue(value: AttributeValue | undefined): string {
  return valuesOf(value).join('; ');
}
