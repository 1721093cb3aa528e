export { askGuardians } from './ask-guardians.js';
export {
  type ConsentAnswer,
  type ConsentDecision,
  type ConsentQuestion,
  GuardianConsents,
  parseConsentAnswer,
} from './guardian-consents.js';
export { GuardianConsentsModule } from './guardian-consents.module.js';
export { RemindGuardians } from './remind-guardians.js';
