export { queueGiftMails, type SettledGift } from './queue-gift-mails.js';
