export { CheckInCodes, walkerNumber } from './check-in-codes.js';
export { CheckInModule } from './check-in.module.js';
export {
  CHECK_IN_OUTCOMES,
  type CheckInOutcome,
  type CheckInResult,
  CheckInWalkers,
  type Scan,
  type Scanner,
} from './check-in-walkers.js';
export { countOf, ReadCheckIn, type StartCount, type StartWalker } from './read-check-in.js';
