import { Module } from '@nestjs/common';
import { DonationsModule } from '../../donations/index.js';
import { EditionsModule } from '../../editions/index.js';
import { TeamsModule } from '../../teams/index.js';
import { TotalsModule } from '../../totals/index.js';
import { OrganiserPagesModule } from '../organiser/organiser-pages.module.js';
import { ScreenController } from './screen.controller.js';

/** The big screen. */
@Module({
  imports: [DonationsModule, EditionsModule, OrganiserPagesModule, TeamsModule, TotalsModule],
  controllers: [ScreenController],
})
export class ScreenModule {}
