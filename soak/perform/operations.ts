import { AutoSyncError } from '../../domain/errors.js';
import { chooseRunProfile } from '../../domain/cycle/run-profile-choice.js';
import {
  findManagementAgent,
  findRunProfile,
  isDeltaImport,
  MIM_SERVICE_CATEGORY,
  selectedPartitions,
  synchronizes,
  type ManagementAgent,
  type RunProfile,
} from '../../domain/management-agent/management-agent.js';
import type { SimulatorClient } from '../../simulator/client.js';
import type { ArmedFaultView } from '../../simulator/http-contract.js';
import type { Operation } from '../plan/plan.js';
import type { Deed, Refusal } from '../records/soak-record.js';
import type { Stage, StagedServer } from '../stage/stage.js';
import { importsOf } from './imports.js';

/** What an operator may be told who comes too late. */
const TOO_LATE: ReadonlySet<string> = new Set(['nothing-runs', 'unknown-request', 'unknown-hold']);

/**
 * Does what operators, people in the directories and somebody else at the engine do.
 *
 * @param refused told of what the API refused and should not have
 * @returns what it met
 */
export async function operate(
  stage: Stage,
  operation: Operation,
  refused: (refusal: Refusal) => void,
): Promise<Deed['met']> {
  const server = stage.servers.find(({ id }) => id === operation.server);
  if (!server) throw new RangeError(`There is no sync server ${operation.server}`);
  const path = `/servers/${server.id}`;

  const ask = (method: 'POST' | 'DELETE', resource: string, body?: object) =>
    askFor(method, path + resource, body);

  async function askFor(method: 'POST' | 'DELETE', resource: string, body?: object): Promise<void> {
    const answer = await stage.operator.send(method, resource, body);
    if (answer.ok || TOO_LATE.has(answer.code)) return;
    const { code, detail } = answer;
    refused({ at: new Date().toISOString(), request: `${method} ${resource}`, code, detail });
  }

  switch (operation.kind) {
    case 'change': {
      const changes = await server.simulator.makeChanges({ count: operation.count, seed: operation.seed });
      const imports = importsOf(server.managementAgents, 'scheduled-import', (ma, partition) =>
        changes.some((change) => change.managementAgentId === ma.id && change.partition === partition),
      );
      for (const wanted of imports) {
        await ask('POST', '/cycles', { ...wanted, description: 'somebody has changed something' });
      }
      return {};
    }
    case 'start-cycle': {
      const { managementAgent, runProfileKind, immediate, exclusive } = operation;
      const ma = findManagementAgent(server.managementAgents, managementAgent);
      const partition = ma && selectedPartitions(ma).find((one) => chooseRunProfile(ma, runProfileKind, one));
      if (!partition) return {};
      await ask('POST', '/cycles', {
        managementAgent,
        runProfileKind,
        partition: partition.name,
        ...(immediate ? { immediate } : {}),
        ...(exclusive ? { exclusive } : {}),
        description: 'an operator wants it',
      });
      return { managementAgent };
    }
    case 'stop': {
      const { managementAgent, cancelRuns } = operation;
      const body = { why: 'the soak', ...(cancelRuns ? { cancelRuns } : {}) };
      await ask('POST', `${managementAgentPath(managementAgent)}/stop`, body);
      return {};
    }
    case 'start':
      await ask('POST', `${managementAgentPath(operation.managementAgent)}/start`, { why: 'the soak' });
      return {};
    case 'cancel-run': {
      const { running } = await stage.operator.status(server.id);
      const run = running[operation.place % running.length];
      if (!run) return {};
      await ask('POST', `${managementAgentPath(run.managementAgent)}/cancel-run`, { why: 'the soak' });
      return { managementAgent: run.managementAgent, runProfile: run.runProfile };
    }
    case 'remove-request':
    case 'move-to-front': {
      const { waiting } = await stage.operator.status(server.id);
      const request = waiting[operation.place % waiting.length];
      if (!request) return {};
      const resource = `/queue/${encodeURIComponent(request.requestId)}`;
      if (operation.kind === 'remove-request') await ask('DELETE', `${resource}?why=the%20soak`);
      else await ask('POST', `${resource}/move-to-front`, { why: 'the soak' });
      return { requestId: request.requestId, managementAgent: request.managementAgent };
    }
    case 'decide-hold': {
      const { holds } = await stage.operator.status(server.id);
      const hold = holds[operation.place % holds.length];
      if (!hold) return {};
      const { path: resource, body } = decisionOn(hold, operation.decision);
      await ask('POST', resource, body);
      return { requestId: hold.requestId, managementAgent: hold.managementAgent };
    }
    case 'reconfigure': {
      const { lockPolicy, startSpacing, longestWait } = operation;
      const text = stage.reconfigured(server.id, { lockPolicy, startSpacing, longestWait });
      await askFor('POST', '/configuration/apply', { text, why: 'the soak' });
      return {};
    }
    case 'unmanaged-run':
      return await runUnmanaged(server, operation);
  }
}

function managementAgentPath(managementAgent: string | undefined): string {
  return managementAgent === undefined ? '' : `/management-agents/${encodeURIComponent(managementAgent)}`;
}

/** The request by which an operator decides on an export that is held; its path is below the server's. */
export function decisionOn(
  { requestId }: { readonly requestId: string },
  decision: 'approve' | 'raise' | 'reject',
): { readonly path: string; readonly body: object } {
  const resource = `/holds/${encodeURIComponent(requestId)}`;
  const why = 'the soak';
  if (decision === 'reject') return { path: `${resource}/reject`, body: { why } };
  return {
    path: `${resource}/approve`,
    body: { why, ...(decision === 'raise' ? { raise: true } : {}) },
  };
}

/** Somebody who looks before he starts something, but does not ask AutoSync. */
async function runUnmanaged(
  { engine, simulator, managementAgents }: StagedServer,
  { managementAgent, place, lingersSeconds }: Extract<Operation, { kind: 'unmanaged-run' }>,
): Promise<Deed['met']> {
  const ma = findManagementAgent(managementAgents, managementAgent);
  const profile = ma?.runProfiles[place % ma.runProfiles.length];
  if (!ma || !profile) return {};
  const busy = (await engine.statusOfAll()).flatMap((status) => {
    const other = findManagementAgent(managementAgents, status.managementAgentId);
    const running = other && status.lastRun && findRunProfile(other, status.lastRun.runProfile);
    return status.busy && other && running ? [{ ma: other, profile: running }] : [];
  });
  const wouldHarm = busy.some(
    (other) =>
      other.ma === ma || (keepsAwayFromSyncs(ma, profile) && keepsAwayFromSyncs(other.ma, other.profile)),
  );
  if (wouldHarm) return {};
  const met = { managementAgent: ma.name, runProfile: profile.name };
  const lingering = lingersSeconds > 0 ? await makeLinger(simulator, ma, profile, lingersSeconds) : undefined;
  try {
    const answer = await engine.start(ma.id, profile.name);
    if (!answer.started && lingering) await simulator.disarmFault(lingering.id);
    return { ...met, ...(answer.started ? {} : { refused: answer.result }) };
  } catch (error) {
    // Its answer was lost, as the plan wanted; the engine's history tells what came of it.
    if (error instanceof AutoSyncError && error.code === 'engine-unreachable') return met;
    throw error;
  }
}

/** The next run of this profile goes on for so long when all objects are through. The engine's seconds are shorter than ours. */
async function makeLinger(
  simulator: SimulatorClient,
  ma: ManagementAgent,
  profile: RunProfile,
  seconds: number,
): Promise<ArmedFaultView> {
  const { speed } = await simulator.health();
  return await simulator.armFault({
    kind: 'slow-completion',
    managementAgent: ma.id,
    runProfile: profile.name,
    times: 1,
    seconds: seconds * speed,
  });
}

function keepsAwayFromSyncs({ category }: ManagementAgent, { steps }: RunProfile): boolean {
  return steps.some(
    ({ type }) => synchronizes(type) || (category === MIM_SERVICE_CATEGORY && isDeltaImport(type)),
  );
}
