import type { EngineActivities, EngineNews } from '../../activities/contract.js';
import type { RunLockAnswer } from '../../domain/run-lock/messages.js';
import { fromRunLock } from '../../workflows/contract.js';
import { firstOf, timeOf, type History } from './history.js';
import type { RunLockKnowledge } from './soak-record.js';

const WATCH: keyof EngineActivities = 'watchEngine';

/**
 * Reads out of a run lock's history which runs the watch has told it of, and when it decided on what it granted. What is
 * told counts from the end of the workflow task that it was told in, a decision from the begin of its own: who was told
 * before a decision knew it then.
 */
export function readRunLockKnowledge({ events }: History): RunLockKnowledge {
  const seen: RunLockKnowledge['seen'][number][] = [];
  const granted: RunLockKnowledge['granted'][number][] = [];
  const watches = new Set<string>();
  /** Not dealt with yet. */
  let told: EngineNews[] = [];
  let begun = '';
  let inTask: EngineNews[] = [];

  for (const event of events ?? []) {
    const {
      activityTaskScheduledEventAttributes: scheduled,
      activityTaskCompletedEventAttributes: completed,
      signalExternalWorkflowExecutionInitiatedEventAttributes: sent,
    } = event;
    if (scheduled?.activityType?.name === WATCH) watches.add(String(event.eventId));
    if (completed && watches.has(String(completed.scheduledEventId))) {
      told.push(firstOf(completed.result) as EngineNews);
    }
    if (event.workflowTaskStartedEventAttributes) {
      begun = timeOf(event);
      inTask = [...told];
    }
    if (event.workflowTaskCompletedEventAttributes) {
      const at = timeOf(event);
      for (const news of inTask) seen.push(...runsIn(news).map((run) => ({ ...run, at })));
      told = told.filter((news) => !inTask.includes(news));
    }
    if (sent?.signalName === fromRunLock.granted.name) {
      const { requestId } = firstOf(sent.input) as RunLockAnswer;
      granted.push({ requestId, at: begun });
    }
  }
  return { seen, granted };
}

function runsIn(news: EngineNews) {
  if (news.kind === 'unreachable') return [];
  return news.observation.lastRuns.flatMap(({ managementAgentId, busy, runNumber }) =>
    busy && runNumber !== undefined ? [{ managementAgentId, runNumber }] : [],
  );
}
