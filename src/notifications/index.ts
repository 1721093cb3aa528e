export { NotificationsModule } from './notifications.module.js';
export { queueGiftMails, type SettledGift } from './queue-gift-mails.js';
export { SendMails } from './send-mails.js';
export { mailingValues } from './mails/mailing.js';
