/** Attributes are written under names with this prefix. */
export const ATTRIBUTE_PREFIX = '@';

/** An element for the XML builder: children by name, attributes by name with `@`, the text under `#text`. */
export interface XmlElement {
  readonly [name: string]: XmlContent | readonly XmlContent[] | undefined;
}

export type XmlContent = string | number | XmlElement;
