import {
  REVISIONS_KEPT,
  type Applied,
  type ApplyText,
  type ChangeOrigin,
  type RememberedRevision,
  type Revision,
  type RevisionWithText,
  type RollBack,
} from './revision.js';

/** What the configuration workflow remembers. Plain JSON: it is carried across continue-as-new. */
export interface ConfigurationState {
  /** The oldest first; the last is the one that is applied. Empty before the first. */
  readonly revisions: readonly RememberedRevision[];
  /** What was answered to whom, the newest last. */
  readonly answered: readonly (Applied & { readonly key: string })[];
  /** Sync servers that have yet to be made what the applied revision says. */
  readonly due: readonly string[];
  /** Sync servers that were configured once and are not any more, until nothing of them is left. */
  readonly leaving: readonly string[];
}

/** Before the first revision. */
export const EMPTY_CONFIGURATION: ConfigurationState = { revisions: [], answered: [], due: [], leaving: [] };

/**
 * How much all that is remembered may take, in characters of JSON. Temporal warns of payloads of 256 KiB and takes two
 * megabytes: what is said of the revisions and the newest texts stay far below.
 */
export const MEMORY_LIMIT = 900_000;

/** A text longer than this, packed, would leave no room for others. */
export const PACKED_TEXT_LIMIT = 400_000;

const ANSWERS_KEPT = 100;
const CHANGES_KEPT = 50;
const LONGEST_CHANGE = 240;

/** Why a change cannot be made; `undefined` if it can, or has been made already. */
export function checkChange(
  state: ConfigurationState,
  change: ApplyText | RollBack,
):
  | {
      readonly code:
        | 'configuration-changed'
        | 'unknown-revision'
        | 'revision-text-gone'
        | 'invalid-configuration';
      readonly message: string;
    }
  | undefined {
  if (answerTo(state, change)) return undefined;
  if ('to' in change) {
    const wanted = state.revisions.find(({ revision }) => revision === change.to);
    if (!wanted) {
      return { code: 'unknown-revision', message: `There is no revision ${change.to} of the configuration.` };
    }
    if (wanted.packedText === undefined) {
      return {
        code: 'revision-text-gone',
        message: `The text of revision ${change.to} is not kept any more.`,
      };
    }
  } else if (change.packedText.length > PACKED_TEXT_LIMIT) {
    return {
      code: 'invalid-configuration',
      message: `The configuration is too long: packed it takes ${change.packedText.length} characters, and no more than ${PACKED_TEXT_LIMIT} can be kept.`,
    };
  }
  const now = currentRevision(state);
  if (change.basis === now || hashOf(state, change) === state.revisions.at(-1)?.hash) return undefined;
  return {
    code: 'configuration-changed',
    message: `Revision ${now} is applied, not ${change.basis}.`,
  };
}

/**
 * Applies a text, or that of an earlier revision again. The text that is applied already changes nothing, and neither does
 * a change that has been made, or cannot be made (see {@link checkChange}).
 *
 * @param now milliseconds since 1970
 */
export function applyChange(
  state: ConfigurationState,
  change: ApplyText | RollBack,
  now: number,
): { readonly state: ConfigurationState; readonly applied: Applied } {
  const known = answerTo(state, change);
  const current = currentRevision(state);
  if (known) return { state, applied: { revision: known.revision, changed: known.changed } };
  if (checkChange(state, change)) return { state, applied: { revision: current, changed: false } };
  const hash = hashOf(state, change);
  const changed = hash !== state.revisions.at(-1)?.hash;
  const applied = { revision: changed ? current + 1 : current, changed };
  const answered = [...state.answered, { key: change.key, ...applied }].slice(-ANSWERS_KEPT);
  if (!changed || hash === undefined) return { state: { ...state, answered }, applied };

  const { by, why, changes, changedServers, servers } = change;
  const packedText = 'to' in change ? textOf(state, change.to) : change.packedText;
  const next: RememberedRevision = {
    revision: applied.revision,
    at: now,
    by,
    ...(why === undefined ? {} : { why }),
    changes: shortened(changes),
    hash,
    servers,
    ...('to' in change ? { rolledBackTo: change.to } : {}),
    ...(packedText === undefined ? {} : { packedText }),
  };
  const before = state.revisions.at(-1)?.servers ?? [];
  const gone = before.filter((server) => !servers.includes(server));
  const came = servers.filter((server) => !before.includes(server));
  return {
    state: withinMemory({
      revisions: [...state.revisions, next].slice(-REVISIONS_KEPT),
      answered,
      due: unique([...state.due, ...changedServers, ...came]).filter((server) => servers.includes(server)),
      leaving: unique([...state.leaving, ...gone]).filter((server) => !servers.includes(server)),
    }),
    applied,
  };
}

/** Everything is to be looked over: a worker has started, perhaps of another version. */
export function everythingDue(state: ConfigurationState): ConfigurationState {
  return { ...state, due: state.revisions.at(-1)?.servers ?? [] };
}

/** A sync server is as the revision says, or nothing of it is left. */
export function done(state: ConfigurationState, server: string, revision: number): ConfigurationState {
  // What was done for an earlier revision has to be done again.
  if (revision !== currentRevision(state)) return state;
  return {
    ...state,
    due: state.due.filter((each) => each !== server),
    leaving: state.leaving.filter((each) => each !== server),
  };
}

/** The number of the revision that is applied; 0 before the first. */
export function currentRevision(state: ConfigurationState): number {
  return state.revisions.at(-1)?.revision ?? 0;
}

/** A revision with its text; the applied one if none is named. */
export function revisionOf(state: ConfigurationState, revision?: number): RevisionWithText | undefined {
  const found =
    revision === undefined
      ? state.revisions.at(-1)
      : state.revisions.find((each) => each.revision === revision);
  return found && { ...found, textKept: found.packedText !== undefined };
}

/** All revisions that are remembered, the newest first, without their texts. */
export function revisionsOf(state: ConfigurationState): readonly Revision[] {
  return state.revisions
    .map(({ packedText, ...revision }) => ({ ...revision, textKept: packedText !== undefined }))
    .toReversed();
}

function answerTo(state: ConfigurationState, { key }: ChangeOrigin) {
  return state.answered.find((answer) => answer.key === key);
}

function hashOf(state: ConfigurationState, change: ApplyText | RollBack): string | undefined {
  if (!('to' in change)) return change.hash;
  return state.revisions.find(({ revision }) => revision === change.to)?.hash;
}

function textOf(state: ConfigurationState, revision: number): string | undefined {
  return state.revisions.find((each) => each.revision === revision)?.packedText;
}

function shortened(changes: readonly string[]): readonly string[] {
  const kept = changes
    .slice(0, CHANGES_KEPT)
    .map((change) => (change.length > LONGEST_CHANGE ? `${change.slice(0, LONGEST_CHANGE - 1)}…` : change));
  const left = changes.length - kept.length;
  return left === 0 ? kept : [...kept, `and ${left} more`];
}

/** The oldest texts go first; the applied one never does. What was changed is forgotten only when that is not enough. */
function withinMemory(state: ConfigurationState): ConfigurationState {
  let size = JSON.stringify(state).length;
  const shrunk = (shorter: (revision: RememberedRevision) => RememberedRevision): void => {
    state = {
      ...state,
      revisions: state.revisions.map((revision, index) => {
        if (size <= MEMORY_LIMIT || index === state.revisions.length - 1) return revision;
        const less = shorter(revision);
        size -= JSON.stringify(revision).length - JSON.stringify(less).length;
        return less;
      }),
    };
  };
  shrunk(({ packedText: _gone, ...rest }) => rest);
  shrunk((revision) => ({ ...revision, changes: [`${revision.changes.length} changes`] }));
  return state;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
