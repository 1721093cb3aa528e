export { JoinWaitingList } from './join-waiting-list.js';
export { LeaveWaitingList } from './leave-waiting-list.js';
export { LookAfterWaitingLists } from './look-after-waiting-lists.js';
export { parseWaitingWish, type WaitingWish } from './parse-waiting-wish.js';
export { type OwnWaitingPlace, ReadWaitingList } from './read-waiting-list.js';
export { TakePlaceInLine } from './take-place-in-line.js';
export { WaitingListModule } from './waiting-list.module.js';
