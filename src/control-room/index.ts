export { ControlRoomModule } from './control-room.module.js';
export { MeasureOperations } from './measure-operations.js';
export {
  ReadControlRoom,
  type InboxState,
  type OpenAttention,
  type OpenItem,
  type ParkedEvent,
  type OrganiserGift,
} from './read-control-room.js';
export { WatchLedger, type LedgerState } from './watch-ledger.js';
export { type GivingPace, type PaceStep, ReadGivingPace } from './read-giving-pace.js';
