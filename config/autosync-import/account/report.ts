/**
 * What became of a part of the old configuration:
 * - `action`: AutoSync does not do this now; somebody has to decide what to do.
 * - `replaced`: it is done in another way.
 * - `note`: nothing is lost, but it is good to know.
 */
export type Severity = 'action' | 'replaced' | 'note';

/** One thing that could not be carried over as it was. */
export interface ReportItem {
  readonly severity: Severity;
  /** Where it stands: an XPath without prefixes, or a key of the registry. */
  readonly where: string;
  /** Whom it is about: `management agent "HR"`, `mail`. */
  readonly subject: string;
  /** What the old configuration says. Never a secret. */
  readonly what: string;
  /** Why it is not carried over. */
  readonly why: string;
  /** What to do, or what is done, in its place. */
  readonly instead: string;
}

/** What the import of a configuration of Lithnet AutoSync did with each part of it. */
export interface ImportReport {
  /** What could not be carried over as it was, in the order of the file. */
  readonly items: readonly ReportItem[];
  /** Paths of the elements that are in the new configuration. */
  readonly carried: readonly string[];
  /** Paths of the elements that are told in {@link items}, each within the path of one of them. */
  readonly reported: readonly string[];
  /** Paths of the elements that mean nothing here, by the reason. */
  readonly meaningless: Readonly<Record<string, readonly string[]>>;
}
