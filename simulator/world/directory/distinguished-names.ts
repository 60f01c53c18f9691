/**
 * Distinguished names. A connected directory whose partitions are named by a DN is hierarchical (AD, AD LDS);
 * in any other, an object's DN is its anchor, as the engine does it for databases and files.
 */

/** Whether the objects of a partition have a place in a tree. */
export function isHierarchical(partitionName: string): boolean {
  return partitionName.includes('=');
}

/** Splits a DN into its first component and its parent; a comma that is escaped does not separate. */
export function splitDn(dn: string): { readonly rdn: string; readonly parent: string } {
  for (let index = 0; index < dn.length; index++) {
    if (dn[index] === '\\') index++;
    else if (dn[index] === ',') return { rdn: dn.slice(0, index), parent: dn.slice(index + 1) };
  }
  return { rdn: dn, parent: '' };
}

/** Whether a DN lies in a partition (or is its root). */
export function isBelow(dn: string, partitionName: string): boolean {
  const lower = dn.toLowerCase();
  const root = partitionName.toLowerCase();
  return lower === root || lower.endsWith(`,${root}`);
}

/** Escapes what has a meaning in a DN (RFC 4514, 2.4). */
export function escapeRdnValue(value: string): string {
  return value
    .replaceAll(/[\\,+"<>;=]/g, (character) => `\\${character}`)
    .replace(/^[ #]/, (character) => `\\${character}`)
    .replace(/ $/, '\\ ');
}

/** A first component: organizational units are `OU=`, everything else is `CN=`. */
export function rdnFor(objectType: string, value: string): string {
  const attribute = objectType.toLowerCase() === 'organizationalunit' ? 'OU' : 'CN';
  return `${attribute}=${escapeRdnValue(value)}`;
}

/** Where new objects are put: AD has a container for them, other directories take them at the root. */
export function defaultParent(category: string, partitionName: string): string {
  return category.startsWith('AD') && category !== 'ADAM' ? `CN=Users,${partitionName}` : partitionName;
}

/**
 * The DN that a value flowing into `dn` asks for: the value as it is where it already is a DN of the partition,
 * else a first component made of it, below the parent that the object has.
 */
export function dnFromFlow(
  value: string,
  place: { readonly objectType: string; readonly parent: string; readonly partitionName: string },
): string {
  if (isBelow(value, place.partitionName)) return value;
  return `${rdnFor(place.objectType, value)},${place.parent}`;
}
