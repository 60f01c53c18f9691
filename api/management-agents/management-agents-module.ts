import { Module } from '@nestjs/common';
import { ManagementAgentsController } from './management-agents-controller.js';

@Module({ controllers: [ManagementAgentsController] })
export class ManagementAgentsModule {}
