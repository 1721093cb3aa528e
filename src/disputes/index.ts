export { DisputesModule } from './disputes.module.js';
export { type Dispute, type DisputeCursor, ReadDisputes } from './read-disputes.js';
