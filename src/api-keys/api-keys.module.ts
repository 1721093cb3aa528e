import { Module } from '@nestjs/common';
import { ApiActs } from './api-acts.js';
import { ApiKeys } from './api-keys.js';

@Module({ providers: [ApiActs, ApiKeys], exports: [ApiActs, ApiKeys] })
export class ApiKeysModule {}
