import { configurationService } from '../../api/configuration/configuration-service.js';
import type { ApiDependencies } from '../../api/dependencies.js';
import type { TemporalAccess } from '../../api/temporal/temporal-access.js';
import { temporalCanceller } from '../../api/temporal/temporal-canceller.js';
import { temporalConfiguration } from '../../api/temporal/temporal-configuration.js';
import { temporalControls } from '../../api/temporal/temporal-controls.js';
import { temporalCycles } from '../../api/temporal/temporal-cycles.js';
import { temporalProbe } from '../../api/temporal/temporal-probe.js';
import { temporalRunLocks } from '../../api/temporal/temporal-run-locks.js';
import { temporalTriggers } from '../../api/temporal/temporal-triggers.js';
import { alwaysInForce } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import type { Rig } from '../rig/rig.js';
import { fakeAudit } from './fake-dependencies.js';

/**
 * The API on the Temporal server, the workflows, the worker and the simulator of a rig.
 *
 * @param others sync servers that are configured beside the rig's, and that nobody has started
 */
export function dependenciesOfRig(
  rig: Rig,
  temporal: TemporalAccess,
  others: readonly string[] = [],
): ApiDependencies {
  const names = [rig.server, ...others];
  const cycles = temporalCycles(temporal);
  const configuration = parseConfiguration(
    `servers: { ${names.map((name) => `${name}: {}`).join(', ')} }`,
    'the test',
  );
  return {
    configuration,
    engines: new Map(names.map((name) => [name, rig.engine])),
    configurationService: configurationService(
      temporalConfiguration(temporal),
      () => rig.engine,
      alwaysInForce(configuration),
    ),
    runLocks: temporalRunLocks(temporal),
    controls: temporalControls(temporal),
    access: { localPerson: { name: 'jane', role: 'admin', by: 'this-machine' }, verifiers: [] },
    audit: fakeAudit(),
    cycles,
    canceller: temporalCanceller(temporal, cycles),
    triggers: temporalTriggers(temporal),
    temporal: temporalProbe(temporal),
  };
}
