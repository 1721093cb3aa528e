export { type Appointment, type HeldRole, type Organiser, Organisers, type RoleScope } from './organisers.js';
export { OrganisersModule } from './organisers.module.js';
