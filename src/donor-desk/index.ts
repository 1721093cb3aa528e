export { CorrectDonor, type DonorCorrection, parseDonorCorrection } from './correct-donor.js';
export { DonorDeskModule } from './donor-desk.module.js';
export { type DonorMerge, MergeDonors } from './merge-donors.js';
export { type DeskDonor, type DonorTwin, ReadDonor } from './read-donor.js';
