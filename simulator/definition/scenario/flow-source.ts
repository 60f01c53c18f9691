import type { FlowSource } from '../world-definition.js';
import type { ScenarioFlow } from './scenario-schema.js';

/** Where a flow of a scenario takes its value from. */
export function flowSource(flow: ScenarioFlow): FlowSource {
  return 'constant' in flow
    ? { kind: 'constant', value: flow.constant }
    : { kind: 'attribute', attribute: flow.from };
}
