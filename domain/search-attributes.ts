/**
 * The search attributes of every cycle, so that an operator finds "all exports of this management agent that
 * failed" in Temporal's Web UI. All are keywords.
 */
export const SEARCH_ATTRIBUTES = {
  /** The sync server's id. */
  server: 'AutosyncServer',
  managementAgent: 'AutosyncManagementAgent',
  /** What the cycle started with, in words: `run profile "DI"`, `delta import of partition DC=contoso,DC=com`. */
  runProfile: 'AutosyncRunProfile',
  /** What started the cycle: see `Cause`. */
  trigger: 'AutosyncTrigger',
  /** How it ended: see `CycleOutcome`. */
  outcome: 'AutosyncOutcome',
} as const;

/** The type of each, by name, as Temporal must register it. */
export const SEARCH_ATTRIBUTE_TYPES: Readonly<Record<string, 'Keyword'>> = Object.fromEntries(
  Object.values(SEARCH_ATTRIBUTES).map((name) => [name, 'Keyword']),
);

/** How many characters Temporal's visibility keeps of a keyword, whatever database is behind it. */
export const LONGEST_KEYWORD = 255;

/**
 * A text as a search attribute can hold it. What is too long is cut, and ends with `…`: some databases would refuse the
 * cycle's whole record for it. What is no well-formed Unicode has `\u{FFFD}` in its place, as Temporal would write it.
 */
export function keyword(text: string): string {
  const characters = Array.from(text.toWellFormed());
  return characters.length <= LONGEST_KEYWORD
    ? characters.join('')
    : `${characters.slice(0, LONGEST_KEYWORD - 1).join('')}…`;
}
