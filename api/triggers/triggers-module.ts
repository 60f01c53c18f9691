import { Module } from '@nestjs/common';
import { HooksController } from '../hooks/hooks-controller.js';
import { TriggersController } from './triggers-controller.js';

@Module({ controllers: [TriggersController, HooksController] })
export class TriggersModule {}
