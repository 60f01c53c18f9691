import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { carry } from '../../../domain/run-lock/carried-state.js';
import { describeRunLock } from '../../../domain/run-lock/describe-status.js';
import { Crowd } from './crowd.js';

const MANAGEMENT_AGENTS = 200;
const WAITING = 1000;
const DECISIONS = 5000;
/** Before the measured ones, so that they are compiled. */
const WARM_UP = 500;

/** With so few a million events take less than a minute; what grows with the events does so all the same. */
const FEW_AGENTS = 8;
const FEW_WAITING = 12;
const EVENTS = 1_000_000;
const SAMPLE_EVERY = 100_000;

/** What the run lock's reducer costs. */
export interface ReducerCost {
  /** With 200 management agents and 1,000 waiting requests: milliseconds for a release with the next request. */
  readonly decision: { readonly mean: number; readonly decisions: number };
  /** Bytes as JSON, the state as continue-as-new carries it, with 200 management agents, 7 run profiles each, and 1,000 waiting requests. */
  readonly bytes: { readonly state: number; readonly status: number };
  /** Heap in use after each 100,000 of a million events, garbage collected, in MiB. */
  readonly heapMiB: readonly number[];
}

/** Measures the reducer on this machine. */
export function measureReducer(): ReducerCost {
  const crowd = new Crowd(MANAGEMENT_AGENTS, WAITING);
  for (let step = 0; step < WARM_UP; step += 1) crowd.step();
  const before = performance.now();
  for (let step = 0; step < DECISIONS; step += 1) crowd.step();
  const took = performance.now() - before;
  return {
    decision: { mean: took / DECISIONS, decisions: DECISIONS },
    bytes: { state: bytesOf(carry(crowd.state)), status: bytesOf(describeRunLock(crowd.state, crowd.now)) },
    heapMiB: heapOverEvents(),
  };
}

function heapOverEvents(): readonly number[] {
  const collectGarbage = garbageCollector();
  const crowd = new Crowd(FEW_AGENTS, FEW_WAITING);
  const samples: number[] = [];
  for (let event = 1; event <= EVENTS; event += 1) {
    crowd.step();
    if (event % SAMPLE_EVERY > 0) continue;
    collectGarbage();
    samples.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  return samples;
}

/** Node shows it only on demand; so that the bench needs no flag, it is asked for here. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
