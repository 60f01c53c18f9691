import { hashOfText, planChange } from '../../config/applying/plan-change.js';
import { alwaysInForce } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import {
  applyChange,
  checkChange,
  currentRevision,
  EMPTY_CONFIGURATION,
  revisionOf,
  revisionsOf,
  type ConfigurationState,
} from '../../domain/configuration/configuration-state.js';
import type { ApplyText, RollBack } from '../../domain/configuration/revision.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { ConfigurationStore } from '../../temporal/configuration/configuration-store.js';

/** What the API's tests have as their first revision. */
export const FIRST_TEXT = '# by the file\nservers: { default: {} }\n';

/** What an API goes by that is never behind what is applied. */
export const UP_TO_DATE = alwaysInForce(parseConfiguration(FIRST_TEXT, 'a.yaml'));

/**
 * The configuration workflow without Temporal: its decisions are the real ones.
 *
 * @param options.stuck nothing that is applied comes into force
 */
export function fakeConfigurationStore(options: { readonly stuck?: true } = {}): ConfigurationStore {
  let state: ConfigurationState = EMPTY_CONFIGURATION;

  function carryOut(change: ApplyText | RollBack) {
    const problem = checkChange(state, change);
    if (problem) return Promise.reject(new AutoSyncError(problem.code, problem.message));
    const { state: next, applied } = applyChange(state, change, Date.UTC(2001, 1, 3));
    state = next;
    return Promise.resolve(applied);
  }

  const { changes, changedServers, servers } = planChange(
    undefined,
    parseConfiguration(FIRST_TEXT, 'a.yaml'),
  );
  void carryOut({
    changes,
    changedServers,
    servers,
    packedText: FIRST_TEXT,
    hash: hashOfText(FIRST_TEXT),
    by: 'the file a.yaml',
    key: 'start',
    basis: 0,
  });
  return {
    standing: () =>
      Promise.resolve({
        revision: currentRevision(state),
        ...(options.stuck ? { due: state.due, leaving: state.leaving } : { due: [], leaving: [] }),
      }),
    revision: (revision) => {
      const { packedText: text, ...found } = revisionOf(state, revision) ?? {};
      if (!('revision' in found)) return Promise.resolve(undefined);
      return Promise.resolve({ ...found, ...(text === undefined ? {} : { text }) });
    },
    revisions: () => Promise.resolve(revisionsOf(state)),
    apply: ({ text, ...change }) => carryOut({ ...change, packedText: text }),
    rollBack: carryOut,
  };
}
