import { ApplicationFailure, log } from '@temporalio/activity';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { unknownNames } from '../../config/checking/names.js';
import type { ConfigurationInForce } from '../../config/configuration-in-force.js';
import type { ServerConfiguration } from '../../config/schema.js';
import { runLockId, schedulePrefixes } from '../../domain/naming.js';
import type { Control } from '../../domain/run-lock/control.js';
import { controlRunLockOf } from '../../temporal/control-run-lock.js';
import { reconcileSchedules } from '../../temporal/schedules.js';
import { runLockCatalogue, runLockStatus } from '../../workflows/contract.js';
import type { ConfigurationActivities } from '../contract.js';
import { ensureRunLock } from './ensure-run-lock.js';
import { awaitRevision } from './awaited-revision.js';
import { openCyclesOf } from './open-cycles.js';
import { reconcileTriggers } from './reconcile-triggers.js';
import { currentAttempt } from '../run/current-attempt.js';
import { untilCancelled } from '../until-cancelled.js';
import { whileHeartbeating } from '../while-heartbeating.js';

/** Who has stopped a run lock whose sync server is not configured any more. */
const BY = 'the configuration';

/** What is asked for: a revision of the configuration, for one sync server. */
type Order = Parameters<ConfigurationActivities['applyToServer']>[0];

/** What makes sync servers what the configuration says. */
export function createConfigurationActivities(
  client: Client,
  inForce: ConfigurationInForce,
): ConfigurationActivities {
  const lock = (server: string) => client.workflow.getHandle(runLockId(server));
  const control = (server: string, what: Control) =>
    untilCancelled(client, () => controlRunLockOf(client, server, what));

  /** The catalogue is the run lock's: whoever makes schedules need not reach the engine. */
  async function reconcile(server: string, settings: ServerConfiguration): Promise<void> {
    const catalogue = await untilCancelled(client, () => lock(server).query(runLockCatalogue));
    await reconcileTriggers(client, server, settings, catalogue);
    if (catalogue.length === 0) return;
    const checked = { id: server, server: settings, managementAgents: catalogue };
    for (const { path, message, fix } of unknownNames(checked)) {
      log.warn(`The configuration names what the engine does not have: ${path}: ${message} ${fix}`, {
        server,
      });
    }
  }

  async function applyToServer({ server, revision }: Order): Promise<void> {
    const known = await awaitRevision(inForce, { number: revision });
    const settings = known.configuration.servers[server];
    // A later revision, which is carried out next, has given it up.
    if (!settings) return;
    await ensureRunLock(client, server, settings, known.revision);
    const { stopped } = await untilCancelled(client, () => lock(server).query(runLockStatus));
    if (stopped?.by === BY) {
      await control(server, { action: 'start', id: `configuration/${revision}/start`, by: BY });
    }
    await reconcile(server, settings);
  }

  async function giveUpServer({ server, revision }: Order): Promise<void> {
    const { configuration } = await awaitRevision(inForce, { number: revision });
    if (configuration.servers[server]) return;
    await reconcileSchedules(client, schedulePrefixes(server), []);
    try {
      await control(server, {
        action: 'stop',
        id: `configuration/${revision}/stop`,
        by: BY,
        why: `revision ${revision} does not name this sync server`,
      });
      const { running } = await untilCancelled(client, () => lock(server).query(runLockStatus));
      const open = await openCyclesOf(client, server, new Date());
      if (open.length > 0 || running.some(({ cycle }) => cycle !== undefined)) {
        throw ApplicationFailure.retryable(
          `Cycles of sync server ${server} go on under the rules that they began with.`,
          'server-at-work',
        );
      }
      // One that was held meanwhile would end the run lock of a sync server that has been configured again.
      await currentAttempt().makeCertain();
      await lock(server).terminate(`Revision ${revision} of the configuration does not name ${server}.`);
    } catch (error) {
      // It had ended before, or never was.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  return {
    applyToServer: (order) => whileHeartbeating(() => applyToServer(order)),
    giveUpServer: (order) => whileHeartbeating(() => giveUpServer(order)),
    async reconcileSchedules({ server, revision }) {
      const { configuration } = await awaitRevision(inForce, revision);
      const settings = configuration.servers[server];
      if (settings) await reconcile(server, settings);
    },
  };
}
