import { Module } from '@nestjs/common';
import { ReadDisputes } from './read-disputes.js';

@Module({ providers: [ReadDisputes], exports: [ReadDisputes] })
export class DisputesModule {}
