export { DecideOfflineGift } from './decide-offline-gift.js';
export { EnterOfflineGift } from './enter-offline-gift.js';
export {
  OFFLINE_METHODS,
  OFFLINE_STATES,
  OFFLINE_TEXT_BOUNDS,
  type OfflineGiftOrder,
  type OfflineMethod,
  type OfflineState,
} from './offline-gift.js';
export { OfflineGiftsModule } from './offline-gifts.module.js';
export { countedPieces, parseOfflineGiftOrder, pieceField } from './parse-offline-gift-order.js';
export { type OfflineGift, ReadOfflineGifts } from './read-offline-gifts.js';
