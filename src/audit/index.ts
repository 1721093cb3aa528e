export { type Actor, type AuditLine, writeAudit } from './write-audit.js';
