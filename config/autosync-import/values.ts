import { attributeOf, childrenNamed, elementAt, type XmlElement } from '../../domain/xml/xml-element.js';

/**
 * The text of a child element. Null, empty and missing are the same to AutoSync: nothing is said.
 */
export function saidIn(parent: XmlElement, child: string): string | undefined {
  return saidBy(elementAt(parent, child));
}

/** The text of an element, as {@link saidIn}. */
export function saidBy(element: XmlElement | undefined): string | undefined {
  if (element === undefined || isNil(element)) return undefined;
  const text = element.text.trim();
  return text === '' ? undefined : text;
}

/** Whether the serializer wrote null: `i:nil="true"`. */
export function isNil(element: XmlElement): boolean {
  return ['true', '1'].includes(attributeOf(element, 'nil').toLowerCase());
}

/** Whether a child element says `true`. Missing = false, as the serializer reads it. */
export function isTrue(parent: XmlElement, child: string): boolean {
  return ['true', '1'].includes(saidIn(parent, child)?.toLowerCase() ?? '');
}

/** The texts of a list of plain values. */
export function listIn(parent: XmlElement, child: string): readonly string[] {
  return childrenNamed(elementAt(parent, child), 'string').flatMap((each) => saidBy(each) ?? []);
}

/** The number of a child element; `undefined` if it says none, or no whole number of 0 or more. */
export function wholeNumberIn(parent: XmlElement, child: string): number | undefined {
  const text = saidIn(parent, child);
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  return Number(text);
}

/**
 * Milliseconds of an `xs:duration`, as .NET reads it: a year has 365 days, a month 30.
 *
 * @returns `undefined` if it is none, or negative
 */
export function millisecondsOfXmlDuration(text: string): number | undefined {
  const match =
    /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [years, months, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const wholeDays = (years ?? 0) * 365 + (months ?? 0) * 30 + (days ?? 0);
  return (((wholeDays * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** Milliseconds of an `xs:duration` in a child element; `undefined` if it says none. */
export function durationIn(parent: XmlElement, child: string): number | undefined {
  const text = saidIn(parent, child);
  return text === undefined ? undefined : millisecondsOfXmlDuration(text);
}

/** What a setting of the server says, in words: `port 587`. A prefix that is the same for all is left out. */
export function describeSetting(settings: XmlElement, { name }: XmlElement): string {
  const list = listIn(settings, name);
  const text = list.length > 0 ? list.join(', ') : (saidIn(settings, name) ?? 'none');
  return `${name.replace(/^(mail|run-history)-/, '')} ${text}`;
}
