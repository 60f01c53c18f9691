import { Module } from '@nestjs/common';
import { FAILED_SIGNATURES, failedSignatures } from '../hooks/failed-signatures.js';
import { HooksController } from '../hooks/hooks-controller.js';
import { TriggersController } from './triggers-controller.js';

@Module({
  controllers: [TriggersController, HooksController],
  providers: [{ provide: FAILED_SIGNATURES, useFactory: failedSignatures }],
})
export class TriggersModule {}
