import type { CycleWorkflow } from '../../workflows/contract.js';
import { writeWorld } from '../installation/generated-world.js';
import { install } from '../installation/installation.js';
import type { Measurement } from '../measurement.js';
import { bounded } from '../report/figure.js';
import { actionsOf } from './actions.js';

const IMPORTS = 20;

/** What most cycles are: an import that finds nothing. */
export const noChange: Measurement = {
  name: 'no-change',
  summary: 'history events and Temporal actions of an import that finds nothing',
  async measure({ share, say, onTemporal }) {
    const installation = await install({
      world: async (folder) => ['--scenario', await writeWorld(2, folder)],
      speed: 200,
      onLine: say,
    });
    try {
      await onTemporal(installation.temporal);
      const events: number[] = [];
      const actions: number[] = [];
      for (let number = 0; number < Math.ceil(IMPORTS * share); number += 1) {
        const cycle = await installation.start('HR', {
          kind: 'run-profile-kind',
          runProfileKind: 'delta-import',
        });
        await cycle.result();
        const history = await installation.temporal.workflow
          .getHandle<CycleWorkflow>(cycle.workflowId)
          .fetchHistory();
        events.push(history.events?.length ?? Number.NaN);
        actions.push(actionsOf(history));
      }
      return [
        bounded('no-change import: history events', { '': Math.max(...events) }, { '': 28 }),
        bounded(
          'no-change import: Temporal actions',
          { '': Math.max(...actions) },
          { '': 6 },
          {
            note: 'Without heartbeats: one of a run that is short, one a second of a long one. A schedule that fires adds two.',
          },
        ),
      ];
    } finally {
      await installation.stop();
    }
  },
};
