export { MailingChoices } from './mailing-choices.js';
export {
  type Mailing,
  MAILING_BOUNDS,
  MAILING_STATES,
  type MailingNarrowing,
  type MailingOrder,
  Mailings,
  type MailingText,
  type MailingTexts,
  segmentOf,
  textFor,
} from './mailings.js';
export { MailingsModule } from './mailings.module.js';
export { parseMailingOrder } from './parse-mailing-order.js';
export type { PeopleCount, PersonOfSegment } from './people-of-segment.js';
export {
  MAILING_OUTCOMES,
  type MailingOutcome,
  type MailingResult,
  ReadMailingResults,
} from './read-mailing-results.js';
export { type Segment, SEGMENT_NAMES, segmentNamed, SEGMENTS } from './segments.js';
export { MAILINGS_A_MINUTE, SendMailings } from './send-mailings.js';
