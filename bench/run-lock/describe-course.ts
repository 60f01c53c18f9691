import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { VirtualRun } from './engine/virtual-engine.js';

/** The runs of a course, one a line, in the order of their starts: for whoever wants to see where the time goes. */
export function describeCourse(
  name: string,
  managementAgents: readonly ManagementAgent[],
  runs: readonly VirtualRun[],
): string {
  const nameOf = (id: string) => managementAgents.find((ma) => ma.id === id)?.name ?? id;
  const line = ({ managementAgentId, work, start, end, changes }: VirtualRun) =>
    `  ${seconds(start)} – ${seconds(end)}  ${work.padEnd(6)}  ${nameOf(managementAgentId)}, ${changes} changes`;
  return [name, ...runs.map(line), ''].join('\n');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1).padStart(8);
}
