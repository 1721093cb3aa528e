import { Module } from '@nestjs/common';
import { Admission } from '../admission.js';
import { MeasureProcess } from '../measure-process.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController], providers: [Admission, MeasureProcess] })
export class OperationsModule {}
