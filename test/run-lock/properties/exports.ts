import type { RunLockAnswer } from '../../../domain/run-lock/messages.js';
import { grantsAmong, type History, type KnownRun, type RecordedStep } from '../history.js';
import { inWords, isSameRun } from './runs.js';

/** Nor does anything equal: it would write what an operator has not allowed. What is decided on is held no more. */
export function whatIsHeldWaitsForADecision({ steps, requests }: History): void {
  for (const { effects, after, world } of steps) {
    const { undecided, decided } = world.exports;
    for (const grant of grantsAmong(effects)) {
      const exclusive = requests.get(grant.requestId)?.request.exclusive ?? false;
      if (undecided.some((held) => isSameRun(held, grant) && held.exclusive === exclusive)) {
        throw new Error(`${inWords(grant)} was granted although it is held`);
      }
    }
    const forgotten = after.waiting.find(({ held, request }) => held && decided.has(request.id));
    if (forgotten) throw new Error(`${inWords(forgotten)} is still held`);
  }
}

/** Once; what was approved for good, each time, until there are other thresholds. */
export function approvalsCountOnce({ steps, requests, exports }: History): void {
  const spent = new Set<number>();
  /** By request: of how many adds it must be told. */
  const promised = new Map<string, number>();
  for (const step of steps) {
    notePromises(step, promised, requests);
    const { raised, approved } = step.world.exports;
    for (const grant of grantsAmong(step.effects)) {
      const told = (grant.approved ?? []).map(({ adds }) => adds);
      const again = requests.get(grant.requestId)?.request.approved?.map(({ adds }) => adds) ?? [];
      const forGood = raised.get(grant.managementAgentId);
      for (const adds of told.filter((one) => one !== forGood && !again.includes(one))) {
        const of = approved.get(adds);
        if (!of || !isSameRun(of, grant)) throw new Error(`Nobody has approved ${adds} of ${inWords(grant)}`);
        if (spent.has(adds)) throw new Error(`${adds} of ${inWords(grant)} were approved once`);
        spent.add(adds);
      }
      if (!step.world.configuration.thresholds || !exports(grant)) continue;
      for (const adds of [forGood, promised.get(grant.requestId)]) {
        if (adds !== undefined && !told.includes(adds)) {
          throw new Error(`${inWords(grant)} was not told that ${adds} were approved`);
        }
      }
    }
  }
}

/** An approval is for the one that was held, unless another of the same comes to be held in its place. */
function notePromises(
  { event, before }: RecordedStep,
  promised: Map<string, number>,
  requests: History['requests'],
): void {
  if (event.kind === 'control' && event.control.action === 'approve-export') {
    const { requestId } = event.control;
    const held = before.waiting.find(({ request }) => request.id === requestId)?.held;
    const adds = held?.figures[0]?.adds;
    if (adds !== undefined) promised.set(requestId, adds);
  }
  if (event.kind === 'message' && event.message.request?.hold) {
    const run = runOf(event.message.request.id, requests);
    for (const id of promised.keys()) {
      const other = runOf(id, requests);
      if (run && other && isSameRun(run, other)) promised.delete(id);
    }
  }
}

function runOf(requestId: RunLockAnswer['requestId'], requests: History['requests']): KnownRun | undefined {
  return requests.get(requestId)?.want.means;
}
