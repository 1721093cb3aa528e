export { ReadRegistrations, type OwnRegistration, type PlacesLeft } from './read-registrations.js';
export { RegistrationModule } from './registration.module.js';
export { settleRegistrations } from './settle-registrations.js';
export {
  StartRegistration,
  type RegistrationOrder,
  type StartedRegistration,
  type TeamChoice,
} from './start-registration.js';
export { parseRegistrationOrder } from './parse-registration-order.js';
