import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/access-module.js';
import { ConfigurationModule } from './configuration/configuration-module.js';
import { ControlsModule } from './controls/controls-module.js';
import { CancellationModule } from './cycle-cancellation/cancellation-module.js';
import { CyclesModule } from './cycles/cycles-module.js';
import { DependenciesModule, type ApiDependencies } from './dependencies.js';
import { EventsModule } from './events/events-module.js';
import { HealthModule } from './health/health-module.js';
import { HoldsModule } from './holds/holds-module.js';
import { ManagementAgentsModule } from './management-agents/management-agents-module.js';
import { RunsModule } from './runs/runs-module.js';
import { TriggersModule } from './triggers/triggers-module.js';
import { ServersModule } from './servers/servers-module.js';

/** The whole API: one module for each resource. */
@Module({})
export class ApiModule {
  static with(dependencies: ApiDependencies): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        DependenciesModule.with(dependencies),
        AccessModule,
        ServersModule,
        EventsModule,
        CyclesModule,
        CancellationModule,
        ManagementAgentsModule,
        ControlsModule,
        HoldsModule,
        TriggersModule,
        RunsModule,
        ConfigurationModule,
        HealthModule,
      ],
    };
  }
}
