import { Module } from '@nestjs/common';
import { Admission } from '../admission.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController], providers: [Admission] })
export class OperationsModule {}
