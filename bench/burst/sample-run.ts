import type { SimulatedRun } from '../../simulator/http-contract.js';

/** A run of one step; times in milliseconds since 1970. It ended well, on partition `default`. */
export function sampleSimulatedRun(
  managementAgent: string,
  type: string,
  from: number,
  to: number,
): SimulatedRun {
  const start = new Date(from).toISOString();
  const end = new Date(to).toISOString();
  return {
    managementAgentId: managementAgent,
    managementAgentName: managementAgent,
    runNumber: 1,
    runProfile: type,
    initiator: '',
    start,
    end,
    result: 'success',
    steps: [{ type, partition: 'default', start, end, result: 'success' }],
  };
}
