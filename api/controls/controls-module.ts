import { Module } from '@nestjs/common';
import { ControlsController } from './controls-controller.js';

@Module({ controllers: [ControlsController] })
export class ControlsModule {}
