import { AutoSyncError } from '../../domain/errors.js';
import {
  findManagementAgent,
  findPartition,
  findRunProfile,
  importsFromDirectory,
  isDeltaImport,
  listNames,
  type StepType,
} from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentDefinition, WorldDefinition } from '../definition/world-definition.js';
import { numberFrom } from '../world/deterministic-guid.js';
import { faultRequestSchema, type Fault, type FaultOf, type FaultRequest } from './fault-request.js';

/** A fault that waits for its chance, or has had it. */
export interface ArmedFault {
  readonly id: number;
  readonly fault: Fault;
  /** Of the management agent that the fault names. */
  readonly managementAgentId?: string;
  /** How often it has struck. */
  struck: number;
  /** It has struck as often as it was to, or its time is over. */
  spent: boolean;
  /** What it struck last. */
  last?: Strike;
  /** When the engine answers again, in milliseconds since the epoch: of `engine-down` with a time. */
  readonly until?: number;
}

/** What a fault struck: a run, one of its steps, or (of a latency) an answer, which is none of these. */
export interface Strike {
  readonly managementAgent?: string;
  readonly runProfile?: string;
  readonly runNumber?: number;
  /** 1-based. */
  readonly step?: number;
}

/** The faults of a simulator. Plain data, altered in place. */
export interface FaultState {
  /** In the order in which they were armed. */
  readonly armed: ArmedFault[];
  /** Counts the faults that were ever armed. */
  count: number;
  /** Counts the answers for which a latency was thrown dice. */
  answers: number;
}

export function noFaults(): FaultState {
  return { armed: [], count: 0, answers: 0 };
}

/** A start that a fault may strike. */
export interface StartSituation {
  readonly ma: ManagementAgentDefinition;
  readonly runProfile: string;
  readonly runNumber: number;
}

/** A step that a fault may strike. */
export interface StepSituation extends StartSituation {
  /** 1-based. */
  readonly step: number;
  readonly type: StepType;
  readonly partitionId: string;
}

/**
 * Arms a fault.
 *
 * @param now milliseconds since the epoch
 * @throws `unknown-management-agent`, `unknown-run-profile`, `unknown-partition` for a name that the definition lacks
 */
export function armFault(
  state: FaultState,
  definition: WorldDefinition,
  request: FaultRequest,
  now: number,
): ArmedFault {
  const fault = faultRequestSchema.parse(request);
  const ma = targetOf(definition, fault);
  state.count += 1;
  const armed: ArmedFault = {
    id: state.count,
    fault,
    ...(ma ? { managementAgentId: ma.id } : {}),
    struck: 0,
    spent: false,
    ...(fault.kind === 'engine-down' && fault.seconds !== undefined
      ? { until: now + fault.seconds * 1000 }
      : {}),
  };
  state.armed.push(armed);
  return armed;
}

function targetOf(definition: WorldDefinition, fault: Fault): ManagementAgentDefinition | undefined {
  const wanted = 'managementAgent' in fault ? fault.managementAgent : undefined;
  const agents = definition.managementAgents;
  const ma = wanted === undefined ? undefined : findManagementAgent(agents, wanted);
  if (wanted !== undefined && !ma) {
    throw new AutoSyncError(
      'unknown-management-agent',
      `managementAgent "${wanted}": there is no such management agent. There are: ${listNames(agents)}.`,
    );
  }
  const among = ma ? [ma] : agents;
  const profile = 'runProfile' in fault ? fault.runProfile : undefined;
  if (profile !== undefined && !among.some((one) => findRunProfile(one, profile))) {
    throw new AutoSyncError(
      'unknown-run-profile',
      `runProfile "${profile}": ${noneOf(ma)} such a run profile. There are: ${listOnce(among.flatMap((one) => one.runProfiles))}.`,
    );
  }
  const partition = 'partition' in fault ? fault.partition : undefined;
  if (partition !== undefined && !among.some((one) => findPartition(one, partition))) {
    throw new AutoSyncError(
      'unknown-partition',
      `partition "${partition}": ${noneOf(ma)} such a partition. There are: ${listOnce(among.flatMap((one) => one.partitions))}.`,
    );
  }
  return ma;
}

function noneOf(ma: ManagementAgentDefinition | undefined): string {
  return ma ? `${ma.name} does not have` : 'no management agent has';
}

function listOnce(named: readonly { readonly name: string }[]): string {
  return listNames([...new Set(named.map(({ name }) => name))].map((name) => ({ name })));
}

/**
 * Takes a fault back.
 * @throws `invalid-input` when there is none with this id
 */
export function disarmFault(state: FaultState, id: number): void {
  const index = state.armed.findIndex((armed) => armed.id === id);
  if (index === -1) throw new AutoSyncError('invalid-input', `There is no armed fault ${id}.`);
  state.armed.splice(index, 1);
}

/** Takes all faults back. */
export function disarmFaults(state: FaultState): void {
  state.armed.splice(0);
}

/** The fault of a kind that strikes a start, if any. It is counted as having struck. */
export function strikeStart<Kind extends 'start-refused' | 'answer-lost'>(
  state: FaultState,
  kind: Kind,
  situation: StartSituation,
): FaultOf<Kind> | undefined {
  return strike(state, kind, situation);
}

/** The kinds of fault that befall a step. */
export type StepFaultKind =
  | 'step-stopped'
  | 'hang'
  | 'engine-crash'
  | 'discovery-errors'
  | 'partial-import'
  | 'slow-completion'
  | 'alters-on-export';

/** The fault of a kind that strikes a step, if any. It is counted as having struck. */
export function strikeStep<Kind extends StepFaultKind>(
  state: FaultState,
  kind: Kind,
  situation: StepSituation,
): FaultOf<Kind> | undefined {
  return mayBefall(kind, situation.type) ? strike(state, kind, situation) : undefined;
}

/** Whether a fault of this kind makes sense for a step of this type: else it waits for one for which it does. */
function mayBefall(kind: StepFaultKind, type: StepType): boolean {
  switch (kind) {
    case 'discovery-errors':
      return importsFromDirectory(type);
    case 'partial-import':
      return importsFromDirectory(type) && !isDeltaImport(type);
    case 'alters-on-export':
      return type === 'export';
    case 'step-stopped':
    case 'hang':
    case 'engine-crash':
    case 'slow-completion':
      return true;
  }
}

function strike<Kind extends Fault['kind']>(
  state: FaultState,
  kind: Kind,
  situation: StartSituation | StepSituation,
): FaultOf<Kind> | undefined {
  const { ma, runProfile, runNumber } = situation;
  const step = 'step' in situation ? situation.step : undefined;
  // By what it is and not by when it comes: the choice is the same however runs overlap.
  const key = `${ma.id}/${runNumber}/${step ?? 'start'}`;
  const found = state.armed.find(
    (armed) => armed.fault.kind === kind && !armed.spent && isMeant(armed, situation) && diceSay(armed, key),
  );
  if (!found) return undefined;
  countStrike(found, {
    managementAgent: ma.name,
    runProfile,
    runNumber,
    ...(step === undefined ? {} : { step }),
  });
  return found.fault as FaultOf<Kind>;
}

function isMeant(armed: ArmedFault, situation: StartSituation | StepSituation): boolean {
  const { fault, managementAgentId } = armed;
  const { ma, runProfile } = situation;
  if (managementAgentId !== undefined && managementAgentId !== ma.id) return false;
  if ('runProfile' in fault && fault.runProfile?.toLowerCase() !== runProfile.toLowerCase()) return false;
  if (!('step' in situation)) return true;
  if ('stepType' in fault && fault.stepType !== situation.type) return false;
  return (
    !('partition' in fault) ||
    fault.partition === undefined ||
    findPartition(ma, fault.partition)?.id === situation.partitionId
  );
}

/** A fraction from 0 to 1 that is always the same for a text. */
function fractionFrom(text: string): number {
  const parts = 1_000_000_000;
  return numberFrom(text, parts) / parts;
}

function diceSay(armed: ArmedFault, key: string): boolean {
  const { fault, id } = armed;
  if (!('probability' in fault) || fault.probability === undefined) return true;
  return fractionFrom(`${fault.seed}/${id}/${key}`) < fault.probability;
}

function countStrike(armed: ArmedFault, last: Strike): void {
  armed.struck += 1;
  armed.last = last;
  if ('times' in armed.fault && armed.fault.times === armed.struck) armed.spent = true;
}

/**
 * How much later an answer comes, in milliseconds; 0 = at once. Several latencies add up.
 *
 * @param managementAgentId of the management agent that the question is about, if it is about one
 */
export function strikeAnswer(state: FaultState, managementAgentId: string | undefined): number {
  state.answers += 1;
  let milliseconds = 0;
  for (const armed of state.armed) {
    const { fault } = armed;
    if (fault.kind !== 'latency' || armed.spent) continue;
    if (armed.managementAgentId !== undefined && armed.managementAgentId !== managementAgentId) continue;
    if (!diceSay(armed, `answer ${state.answers}`)) continue;
    countStrike(armed, {});
    milliseconds += fault.milliseconds;
  }
  return milliseconds;
}

/** The fault for which the engine does not answer now, if any. */
export function engineDown(state: FaultState, now: number): FaultOf<'engine-down'> | undefined {
  for (const armed of state.armed) {
    if (armed.fault.kind !== 'engine-down') continue;
    if (armed.until !== undefined && armed.until <= now) armed.spent = true;
    if (!armed.spent) return armed.fault;
  }
  return undefined;
}
