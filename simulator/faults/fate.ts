import type { WorldDefinition } from '../definition/world-definition.js';
import type { Clock } from '../engine/clock.js';
import type { EngineFaults } from '../engine/engine.js';
import {
  armFault,
  disarmFault,
  disarmFaults,
  engineDown,
  strikeAnswer,
  strikeStart,
  type ArmedFault,
  type FaultState,
  type StartSituation,
} from './armed-faults.js';
import type { FaultOf, FaultRequest } from './fault-request.js';
import { faultsOfStep } from './step-faults.js';

/** Decides what goes wrong in a simulator, and when. */
export interface Fate extends EngineFaults {
  /** In the order in which they were armed. */
  armed(): readonly ArmedFault[];
  /** @throws `unknown-management-agent`, `unknown-run-profile`, `unknown-partition` */
  arm(request: FaultRequest): ArmedFault;
  /** @throws `invalid-input` when there is no such fault */
  disarm(id: number): void;
  disarmAll(): void;
  /** Whether whoever started this run is not told, and what he is told instead. */
  answerLost(situation: StartSituation): FaultOf<'answer-lost'>['how'] | undefined;
  /** How much later an answer comes, in milliseconds. */
  delayOfAnswer(managementAgentId: string | undefined): number;
  /** Whether the engine does not answer now, and how. */
  down(): FaultOf<'engine-down'>['how'] | undefined;
  /** Calls back each time the engine ceases to answer: what it was asked before is not answered either. */
  onDown(callback: () => void): void;
}

export interface FateOptions {
  readonly state: FaultState;
  readonly definition: WorldDefinition;
  readonly clock: Clock;
  /** Called when a fault was armed, disarmed, or has struck. */
  readonly onChange: () => void;
}

export function createFate({ state, definition, clock, onChange }: FateOptions): Fate {
  const callbacks: (() => void)[] = [];
  const isDown = () => engineDown(state, clock.now()) !== undefined;
  const arm = (request: FaultRequest): ArmedFault => {
    const wasDown = isDown();
    const armed = armFault(state, definition, request, clock.now());
    onChange();
    if (!wasDown && isDown()) for (const callback of callbacks) callback();
    return armed;
  };
  return {
    armed: () => state.armed,
    arm,
    disarm(id) {
      disarmFault(state, id);
      onChange();
    },
    disarmAll() {
      disarmFaults(state);
      onChange();
    },
    ofStart: (situation) => strikeStart(state, 'start-refused', situation)?.result,
    ofStep: (situation) => faultsOfStep(state, situation),
    crashed({ downSeconds }) {
      if (downSeconds > 0) arm({ kind: 'engine-down', how: 'connection-cut', seconds: downSeconds });
    },
    answerLost: (situation) => strikeStart(state, 'answer-lost', situation)?.how,
    delayOfAnswer: (managementAgentId) => strikeAnswer(state, managementAgentId),
    down: () => engineDown(state, clock.now())?.how,
    onDown: (callback) => void callbacks.push(callback),
  };
}
