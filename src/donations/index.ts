export { GIFT_TEXT_BOUNDS, parseDonationOrder, parseGiftAmount } from './parse-donation-order.js';
export { DonationsModule } from './donations.module.js';
export { ReadOwnGift, type OwnGift } from './read-own-gift.js';
export { ReadPublicGifts, type GiftScope, type GiftTarget, type PublicGift } from './read-public-gifts.js';
export { GIFT_BOUNDS, StartDonation, type DonationOrder, type GiftTo, type StartedDonation } from './start-donation.js';
export { AskToMoveGift, type MoveWish, parseMoveRequest } from './ask-to-move-gift.js';
export { CorrectGift, type GiftCorrection, parseGiftCorrection } from './correct-gift.js';
export type { GiftEvent, GiftEventKind } from './gift-life.js';
export { type HiddenReason, HideGiftMessage, type WhoHides } from './hide-gift-message.js';
