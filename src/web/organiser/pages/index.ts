export { renderControlRoomPage } from './control-room.js';
export type { ControlRoomView, OrganiserGiftView } from './control-room-view.js';
