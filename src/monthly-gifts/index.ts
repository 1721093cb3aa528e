export { EndMonthlyGift } from './end-monthly-gift.js';
export type { MonthlyGiftState } from './gift-state.js';
export type { EndReason, InvoiceFact, MonthlyFact, SubscriptionFact } from './monthly-facts.js';
export { MonthlyGiftsModule } from './monthly-gifts.module.js';
export { MONTHLY_BOUNDS, type MonthlyGiftOrder, parseMonthlyGiftOrder } from './parse-monthly-gift-order.js';
export { type OwnMonthlyCharge, type OwnMonthlyGift, ReadMonthlyGifts } from './read-monthly-gifts.js';
export { settleMonthlyGifts } from './settle-monthly-gifts.js';
export { StartMonthlyGift, type StartedMonthlyGift } from './start-monthly-gift.js';
