export { AuditModule } from './audit.module.js';
export { type AuditQuery, EXPORTS, ReadAudit, type StoredAuditLine } from './read-audit.js';
export { ACTOR_KINDS, type Actor, type AuditLine, writeAudit, writeAuditLines } from './write-audit.js';
