import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { Organisers } from './organisers.js';

@Module({ imports: [OutboxModule], providers: [Organisers], exports: [Organisers] })
export class OrganisersModule {}
