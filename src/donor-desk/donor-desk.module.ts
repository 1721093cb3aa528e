import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { CorrectDonor } from './correct-donor.js';
import { MergeDonors } from './merge-donors.js';
import { ReadDonor } from './read-donor.js';

@Module({
  imports: [LiveModule],
  providers: [CorrectDonor, MergeDonors, ReadDonor],
  exports: [CorrectDonor, MergeDonors, ReadDonor],
})
export class DonorDeskModule {}
