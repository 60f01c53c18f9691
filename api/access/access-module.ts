import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AuditInterceptor } from '../audit/audit-interceptor.js';
import { AUDIT_LOG, type AuditLog } from '../audit/audit-record.js';
import { Refusals } from '../audit/refusals.js';
import { ReadBody } from '../bodies/read-body.js';
import { AccessGuard } from './access-guard.js';
import { FailedLogIns } from './failed-log-ins.js';
import { MeController } from './me-controller.js';

/**
 * What comes before every handler of every module, in this order: who may call it; then its body is read; then it is
 * recorded if it changes something.
 */
@Module({
  controllers: [MeController],
  providers: [
    { provide: FailedLogIns, useFactory: () => new FailedLogIns() },
    { provide: Refusals, useFactory: (audit: AuditLog) => new Refusals(audit), inject: [AUDIT_LOG] },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: ReadBody },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
})
export class AccessModule implements OnApplicationShutdown {
  constructor(@Inject(Refusals) private readonly refusals: Refusals) {}

  async onApplicationShutdown(): Promise<void> {
    await this.refusals.flush();
  }
}
