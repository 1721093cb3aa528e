export { renderMailboxPage, renderMailPage, type MailboxView, type MailRowView, type MailView } from './mailbox.js';
