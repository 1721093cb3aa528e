export {
  DeliverOutbox,
  OUTBOX_ATTEMPTS,
  OUTBOX_HANDLERS,
  type ClaimedMessage,
  type Delivery,
  type FailedMessage,
  type GivenUpMessage,
  type OutboxHandler,
} from './deliver-outbox.js';
export { BookingFirst } from './booking-first.js';
export { OutboxBell, OUTBOX_QUEUE } from './outbox-bell.js';
export { OutboxProcessor } from './outbox.processor.js';
export { mailOnce } from './mail-once.js';
export { writeOutbox, writeOutboxAlike, type OutboxMessage } from './outbox.js';
export { OutboxModule } from './outbox.module.js';
export { putAwayRestoredMails } from './put-away-restored-mails.js';
export { RetryFailedMessages } from './retry-failed-messages.js';
