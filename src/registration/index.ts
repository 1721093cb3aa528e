export { checkRegistration } from './check-registration.js';
export { SLUG_ATTEMPTS, slugFor } from './insert-with-slug.js';
export { parseRegistrationOrder, walkersOnForm } from './parse-registration-order.js';
export { ReadRegistrations, type OwnRegistration, type OwnWalker, type PlacesLeft } from './read-registrations.js';
export { ReleaseForgottenHolds } from './release-forgotten-holds.js';
export { RegistrationModule } from './registration.module.js';
export {
  MOST_WALKERS,
  type RegistrationOrder,
  type TeamChoice,
  walkerField,
  type WalkerField,
  type WalkerOrder,
} from './registration-order.js';
export { settleRegistrations } from './settle-registrations.js';
export { StartRegistration, type StartedRegistration } from './start-registration.js';
export { countPlaces, lockTypes, type PlaceCount, takePlaces } from './take-places.js';
