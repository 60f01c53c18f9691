/** An element of an XML file. Namespace prefixes are gone: `dsml:class` is `class`. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The element's own character data, without that of its children, as written. */
  readonly text: string;
}

/** The children of an element that have this name, in document order; none if the element itself is missing. */
export function childrenNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element === undefined ? [] : element.children.filter((child) => child.name === name);
}

/** The first element at the end of a path of child names. */
export function elementAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => childrenNamed(at, name)[0], element);
}

/** All elements at the end of a path of child names, through every branch, in document order. */
export function elementsAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>(
    (at, name) => at.flatMap((each) => childrenNamed(each, name)),
    element === undefined ? [] : [element],
  );
}

/** The trimmed text of the first element at the end of a path; empty if there is none. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string {
  return elementAt(element, ...path)?.text.trim() ?? '';
}

/** The trimmed texts of all elements at the end of a path, without the empty ones. */
export function textsAt(element: XmlElement | undefined, ...path: readonly string[]): readonly string[] {
  return elementsAt(element, ...path)
    .map((each) => each.text.trim())
    .filter((text) => text !== '');
}

/** An attribute's trimmed value; empty if the attribute or the element is missing. */
export function attributeOf(element: XmlElement | undefined, name: string): string {
  return element?.attributes[name]?.trim() ?? '';
}

/** Every element of this name, at any depth, without those inside another of the same name. */
export function outermostNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.name === name ? [element] : element.children.flatMap((child) => outermostNamed(child, name));
}
