export {
  ensureMailPreferences,
  isMailTopic,
  MAIL_TOPICS,
  MailPreferences,
  type MailTopic,
  type MailWishes,
} from './mail-preferences.js';
export { MailPreferencesModule } from './mail-preferences.module.js';
