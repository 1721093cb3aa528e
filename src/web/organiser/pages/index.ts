export { renderControlRoomPage, type ControlRoomView, type OrganiserGiftView } from './control-room.js';
