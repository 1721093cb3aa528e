export { GiftDeskModule } from './gift-desk.module.js';
export { type GiftMove, MoveGift } from './move-gift.js';
export { type DeskGift, ReadGift } from './read-gift.js';
export { type GiftRefund, RefundGift } from './refund-gift.js';
