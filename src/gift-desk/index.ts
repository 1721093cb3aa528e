export { GiftDeskModule } from './gift-desk.module.js';
export { type GiftMove, MoveGift } from './move-gift.js';
export { type GiftShare, type GiftSplit, MOST_PARTS, SplitGift } from './split-gift.js';
export { type GiftActUndoing, UndoGiftAct } from './undo-gift-act.js';
export { type GiftPage, PreviewSplit, type SplitChange } from './preview-split.js';
export type { DeskAct, DeskPart, PageChange } from './read-gift-acts.js';
export { type DeskGift, ReadGift } from './read-gift.js';
export { type GiftRefund, RefundGift } from './refund-gift.js';
