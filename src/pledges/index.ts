export { ChangePledge } from './change-pledge.js';
export { FollowUpPledges, type FollowedUpPledges } from './follow-up-pledges.js';
export { LookAfterPledges } from './look-after-pledges.js';
export { MakePledge } from './make-pledge.js';
export { parsePledgeOrder, parsePledgeTerms, type PledgeOrder, type PledgeTerms } from './parse-pledge-order.js';
export { PayPledge, type PledgeWayOn } from './pay-pledge.js';
export { PledgesModule } from './pledges.module.js';
export { type OwnPledge, type PledgeState, type PromisedToWalker, ReadPledges } from './read-pledges.js';
export { SettlePledges, type SettledPledges } from './settle-pledges.js';
