export { askGuardians } from './ask-guardians.js';
export {
  type ConsentAnswer,
  type ConsentDecision,
  type ConsentQuestion,
  GuardianConsents,
  parseConsentAnswer,
} from './guardian-consents.js';
export { GuardianConsentsModule } from './guardian-consents.module.js';
export { keepConsentOnForm } from './keep-consent-on-form.js';
export { RemindGuardians } from './remind-guardians.js';
