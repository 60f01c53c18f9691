import { Module } from '@nestjs/common';
import { CancellationController } from './cancellation-controller.js';

@Module({ controllers: [CancellationController] })
export class CancellationModule {}
