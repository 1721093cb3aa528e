import { Module } from '@nestjs/common';
import { EditPage } from './edit-page.js';
import { PageUpdates } from './page-updates.js';
import { ReadOwnPages } from './read-own-pages.js';
import { ReadTeamMinimums } from './read-team-minimums.js';
import { ShortAddresses } from './short-addresses.js';
import { ThankDonors } from './thank-donors.js';

const PROVIDERS = [EditPage, PageUpdates, ReadOwnPages, ReadTeamMinimums, ShortAddresses, ThankDonors];

@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class FundraisingPagesModule {}
