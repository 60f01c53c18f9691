import type { XmlElement } from '../../../domain/xml/xml-element.js';
import type { ImportReport, ReportItem } from './report.js';

/** What is told of an element; where it stands is known from the element. */
export type Remark = Omit<ReportItem, 'where'>;

/**
 * Keeps account of every element of the old configuration, so that none is dropped in silence: what nobody has
 * accounted for when the account is closed is reported as not understood.
 */
export interface Ledger {
  /** These elements are in the new configuration. */
  carry(...elements: readonly (XmlElement | undefined)[]): void;
  /** These mean nothing here, whatever they say. */
  ignore(reason: string, ...elements: readonly (XmlElement | undefined)[]): void;
  /**
   * Tells something of an element, which is thereby reported, and with it what is within it, as far as nothing was said
   * of that.
   *
   * @param within names of the children that the remark tells of too; left out, all
   */
  report(element: XmlElement, remark: Remark, within?: ReadonlySet<string>): void;
  /** Counts elements as reported that an item about another element tells of. */
  told(...elements: readonly (XmlElement | undefined)[]): void;
  /** Tells something that is not about an element of the file. */
  remark(item: ReportItem): void;
  close(): ImportReport;
}

type Fate = { readonly kind: 'carried' | 'reported' } | { readonly kind: 'ignored'; readonly reason: string };

/** Attributes that belong to how the serializer writes, and are read wherever they count. */
const SERIALIZER_ATTRIBUTES: ReadonlySet<string> = new Set([
  'nil',
  'type',
  'xmlns',
  'is-encrypted',
  'salt',
  'schemaLocation',
]);

/** @param root the document's root element */
export function openLedger(root: XmlElement): Ledger {
  const paths = pathsOf(root);
  const fates = new Map<XmlElement, Fate>();
  const items: { readonly at: number; readonly item: ReportItem }[] = [];
  const order = new Map([...paths.keys()].map((element, index) => [element, index]));

  const mark = (elements: readonly (XmlElement | undefined)[], fate: Fate): void => {
    for (const element of elements) if (element) fates.set(element, fate);
  };
  const markRest = (element: XmlElement, fate: Fate): void => {
    if (!fates.has(element)) fates.set(element, fate);
    for (const child of element.children) markRest(child, fate);
  };
  const add = (element: XmlElement, item: Remark): void => {
    items.push({ at: order.get(element) ?? 0, item: { ...item, where: paths.get(element) ?? '' } });
  };

  const reportUnknown = (element: XmlElement): void => {
    if (!fates.has(element)) {
      add(element, {
        severity: 'action',
        subject: 'unknown element',
        what: `element "${element.name}"`,
        why: 'this version of AutoSync does not know what it means',
        instead: 'find out what it did, and set it by hand',
      });
      markRest(element, { kind: 'reported' });
      return;
    }
    for (const attribute of Object.keys(element.attributes)) {
      if (SERIALIZER_ATTRIBUTES.has(attribute)) continue;
      add(element, {
        severity: 'action',
        subject: 'unknown attribute',
        what: `attribute "${attribute}" of element "${element.name}"`,
        why: 'this version of AutoSync does not know what it means',
        instead: 'find out what it did, and set it by hand',
      });
    }
    for (const child of element.children) reportUnknown(child);
  };

  const pathsOfFate = (kind: Fate['kind']): readonly string[] =>
    [...paths].filter(([element]) => fates.get(element)?.kind === kind).map(([, path]) => path);

  return {
    carry: (...elements) => mark(elements, { kind: 'carried' }),
    ignore: (reason, ...elements) => mark(elements, { kind: 'ignored', reason }),
    told: (...elements) => {
      for (const element of elements) if (element) markRest(element, { kind: 'reported' });
    },
    report: (element, item, within) => {
      add(element, item);
      if (!within) {
        markRest(element, { kind: 'reported' });
        return;
      }
      if (!fates.has(element)) fates.set(element, { kind: 'reported' });
      for (const child of element.children) {
        if (within.has(child.name)) markRest(child, { kind: 'reported' });
      }
    },
    remark: (item) => items.push({ at: Number.MAX_SAFE_INTEGER, item }),
    close: () => {
      reportUnknown(root);
      const meaningless: Record<string, string[]> = {};
      for (const [element, path] of paths) {
        const fate = fates.get(element);
        if (fate?.kind === 'ignored') (meaningless[fate.reason] ??= []).push(path);
      }
      return {
        items: items.toSorted((a, b) => a.at - b.at).map(({ item }) => item),
        carried: pathsOfFate('carried'),
        reported: pathsOfFate('reported'),
        meaningless,
      };
    },
  };
}

/** The path of every element, in document order: `/a/b[2]/c`. */
export function pathsOf(root: XmlElement): ReadonlyMap<XmlElement, string> {
  const paths = new Map<XmlElement, string>();
  const walk = (element: XmlElement, path: string): void => {
    paths.set(element, path);
    const named = new Map<string, number>();
    for (const child of element.children) {
      const siblings = element.children.filter(({ name }) => name === child.name).length;
      const index = (named.get(child.name) ?? 0) + 1;
      named.set(child.name, index);
      walk(child, `${path}/${child.name}${siblings > 1 ? `[${index}]` : ''}`);
    }
  };
  walk(root, `/${root.name}`);
  return paths;
}
