import { Module } from '@nestjs/common';
import { ServersController } from './servers-controller.js';
import { StatusReader } from './status-reader.js';

@Module({ controllers: [ServersController], providers: [StatusReader], exports: [StatusReader] })
export class ServersModule {}
