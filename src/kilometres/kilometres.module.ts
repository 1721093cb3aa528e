import { Module } from '@nestjs/common';
import { ConfirmKilometres } from './confirm-kilometres.js';

@Module({ providers: [ConfirmKilometres], exports: [ConfirmKilometres] })
export class KilometresModule {}
