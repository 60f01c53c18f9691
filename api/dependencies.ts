import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from '../config/schema.js';
import type { SyncEngine } from '../sync-engine/port.js';
import { CONFIGURATION_SERVICE, type ConfigurationService } from './configuration/configuration-service.js';
import { ACCESS_CONTROL, type Access } from './access/open-access.js';
import { AUDIT_LOG, type AuditLog } from './audit/audit-record.js';
import { CYCLE_CANCELLER, type CycleCanceller } from './cycle-cancellation/cycle-canceller.js';
import { RUN_LOCK_CONTROLS, type RunLockControls } from './controls/run-lock-controls.js';
import { CYCLE_STORE, type CycleStore } from './cycles/cycle-store.js';
import { EVENT_PACE, USUAL_PACE, type Pace } from './events/pace.js';
import { TEMPORAL_PROBE, type TemporalProbe } from './health/temporal-probe.js';
import { WEB_UI, type WebUi } from './links.js';
import { TRIGGER_STORE, type TriggerStore } from './triggers/trigger-store.js';
import { RUN_LOCK_READER, type RunLockReader } from './servers/run-lock-reader.js';

/** Nest's name for the configuration. */
export const CONFIGURATION = Symbol('Configuration');

/** Nest's name for the {@link SyncEngines}. */
export const SYNC_ENGINES = Symbol('SyncEngines');

/** The engine of each sync server of the configuration, by the server's id. */
export type SyncEngines = ReadonlyMap<string, SyncEngine>;

/** All that the API talks to. It keeps nothing itself. */
export interface ApiDependencies {
  readonly configuration: Configuration;
  readonly engines: SyncEngines;
  /** Which configuration is applied, and how another one is. */
  readonly configurationService: ConfigurationService;
  readonly runLocks: RunLockReader;
  readonly controls: RunLockControls;
  readonly access: Access;
  readonly audit: AuditLog;
  readonly cycles: CycleStore;
  readonly canceller: CycleCanceller;
  readonly triggers: TriggerStore;
  readonly temporal: TemporalProbe;
  /** How events are looked for; absent: at the usual pace. */
  readonly eventPace?: Pace;
  /** Absent: answers hold no links to the Web UI. */
  readonly webUi?: WebUi;
}

/** Makes {@link ApiDependencies} known to every module. */
@Global()
@Module({})
export class DependenciesModule {
  static with(dependencies: ApiDependencies): DynamicModule {
    const providers = [
      { provide: CONFIGURATION, useValue: dependencies.configuration },
      { provide: SYNC_ENGINES, useValue: dependencies.engines },
      { provide: CONFIGURATION_SERVICE, useValue: dependencies.configurationService },
      { provide: RUN_LOCK_READER, useValue: dependencies.runLocks },
      { provide: RUN_LOCK_CONTROLS, useValue: dependencies.controls },
      { provide: ACCESS_CONTROL, useValue: dependencies.access },
      { provide: AUDIT_LOG, useValue: dependencies.audit },
      { provide: CYCLE_STORE, useValue: dependencies.cycles },
      { provide: TRIGGER_STORE, useValue: dependencies.triggers },
      { provide: CYCLE_CANCELLER, useValue: dependencies.canceller },
      { provide: TEMPORAL_PROBE, useValue: dependencies.temporal },
      { provide: EVENT_PACE, useValue: dependencies.eventPace ?? USUAL_PACE },
      { provide: WEB_UI, useValue: dependencies.webUi },
    ];
    return { module: DependenciesModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
