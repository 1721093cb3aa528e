export { settleRegistrations } from './settle-registrations.js';
