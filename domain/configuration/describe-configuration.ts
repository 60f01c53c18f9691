import { currentRevision, type ConfigurationState } from './configuration-state.js';

/** What is applied and where it is not yet, in Markdown, for Temporal's Web UI. */
export function describeConfiguration(state: ConfigurationState): string {
  const revision = state.revisions.at(-1);
  if (!revision) return 'No configuration has been applied yet.';
  const { at, by, why, changes, servers } = revision;
  return [
    `**Revision ${currentRevision(state)}**, applied by ${by} on ${new Date(at).toISOString()}${why === undefined ? '' : `: ${why}`}`,
    '',
    ...servers.map(
      (server) => `- sync server ${server}: ${state.due.includes(server) ? 'being applied' : 'applied'}`,
    ),
    ...state.leaving.map(
      (server) => `- sync server ${server}: being given up, once nothing of it runs any more`,
    ),
    ...(changes.length > 0 ? ['', 'Changes:', ...changes.map((change) => `- ${change}`)] : []),
  ].join('\n');
}
