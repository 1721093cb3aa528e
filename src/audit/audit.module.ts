import { Module } from '@nestjs/common';
import { ReadAudit } from './read-audit.js';

@Module({ providers: [ReadAudit], exports: [ReadAudit] })
export class AuditModule {}
