export { type Organiser, Organisers } from './organisers.js';
export { OrganisersModule } from './organisers.module.js';
