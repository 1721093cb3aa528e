import { Module } from '@nestjs/common';
import { Organisers } from './organisers.js';

@Module({ providers: [Organisers], exports: [Organisers] })
export class OrganisersModule {}
