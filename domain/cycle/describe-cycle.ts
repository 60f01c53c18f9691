import type { CycleStep, CycleView } from './cycle.js';

/** A cycle for Temporal's Web UI, in Markdown: each step with its reason and what came of it, then the children. */
export function describeCycle(view: CycleView): string {
  return [
    ...(view.outcome === 'running'
      ? []
      : [`**${view.outcome}**${view.reason ? `: ${view.reason}` : ''}`, '']),
    ...view.steps.flatMap(describeStep),
    ...(view.children.length > 0 ? ['', '**Child cycles**'] : []),
    ...view.children.map(
      (child) =>
        `- ${child.managementAgent}: ${child.outcome} (${child.reason})${causedInVain(child.notCompleted)}`,
    ),
  ].join('\n');
}

function causedInVain(notCompleted: readonly string[] = []): string {
  return notCompleted.length === 0 ? '' : `; of what it caused: ${notCompleted.join(', ')}`;
}

function describeStep(step: CycleStep, index: number): string[] {
  const head = `${index + 1}. **${step.wants}**, because ${step.reason}`;
  switch (step.state) {
    case 'waiting-to-retry':
      return [`${head}\n   - waits ${step.note ?? ''}`];
    case 'waiting':
      return [`${head}\n   - waits for the run lock`];
    case 'held':
      return [`${head}\n   - held until an operator decides: ${step.note ?? ''}`];
    case 'running':
      return [`${head}\n   - ${step.note ?? 'runs'}`];
    case 'coalesced':
      return [`${head}\n   - done by the same run as ${step.note ?? 'another cycle'}`];
    case 'refused':
      return [`${head}\n   - refused: ${step.note ?? ''}`];
    case 'vetoed':
      return [`${head}\n   - vetoed by the controller: ${step.note ?? ''}`];
    case 'not-wanted':
      return [`${head}\n   - not done: ${step.note ?? ''}`];
    case 'finished':
      return [
        step.run
          ? `${head}\n   - ${step.run.runProfile}, run ${step.run.runNumber}: ${step.run.result}, ${step.run.summary}`
          : `${head}\n   - ${step.note ?? ''}`,
        ...step.followUps.map((followUp) => `   - then ${followUp}`),
      ];
  }
}
