/** One configuration that was applied. */
export interface Revision {
  /** 1 for the first, and one more for each that follows. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Who applied it: a person, or a file at the start of a worker. */
  readonly by: string;
  readonly why?: string;
  /** What it changed, one sentence for each setting; empty where nothing but comments or order has changed. */
  readonly changes: readonly string[];
  /** SHA-256 of the text. */
  readonly hash: string;
  /** The sync servers that it names. */
  readonly servers: readonly string[];
  /** The revision whose text it has, for one that was rolled back to. */
  readonly rolledBackTo?: number;
  /** Whether the text is still kept: of the oldest ones it may not be. */
  readonly textKept: boolean;
}

/** Which revision something is of. */
export interface RevisionMark {
  readonly number: number;
  /** When it was applied, milliseconds since 1970; absent where that is not known. */
  readonly at?: number;
}

/**
 * Whether a revision was replaced by another. Its lower number alone does not tell: a configuration workflow whose data
 * Temporal has lost counts from 1 again. Nor does its earlier time: a clock may have been set back.
 */
export function isBefore(one: RevisionMark, other: RevisionMark): boolean {
  const isLater = one.at !== undefined && other.at !== undefined && one.at > other.at;
  return one.number < other.number && !isLater;
}

/** A revision as it is remembered. */
export interface RememberedRevision extends Omit<Revision, 'textKept'> {
  /** The file's text as it was given, packed (gzip, base64): a workflow's memory must stay small. */
  readonly packedText?: string;
}

/** A revision with its text, packed. */
export interface RevisionWithText extends Revision {
  readonly packedText?: string;
}

/** Where a request to change the configuration comes from. */
export interface ChangeOrigin {
  readonly by: string;
  readonly why?: string;
  /** The same key is carried out once. */
  readonly key: string;
  /** The revision that {@link changes} were told against; 0 where there was none. Refused if another is applied by then. */
  readonly basis: number;
  /** What changes from the basis, one sentence for each setting. */
  readonly changes: readonly string[];
  /** The sync servers of which something changes from the basis, as far as they are still there. */
  readonly changedServers: readonly string[];
  /** All sync servers of the new text. */
  readonly servers: readonly string[];
}

/** To apply a text that has been checked. */
export interface ApplyText extends ChangeOrigin {
  readonly packedText: string;
  readonly hash: string;
}

/** To apply the text of an earlier revision again, which has been checked. */
export interface RollBack extends ChangeOrigin {
  readonly to: number;
}

/** What came of it. */
export interface Applied {
  /** The revision that is applied now. */
  readonly revision: number;
  /** `false`: the text was applied already. */
  readonly changed: boolean;
}

/** How many revisions are remembered. */
export const REVISIONS_KEPT = 50;
