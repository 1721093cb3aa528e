export { ConfirmKilometres, type ConfirmedKilometres } from './confirm-kilometres.js';
export { KilometresModule } from './kilometres.module.js';
