import type { DataSourceOptions } from 'typeorm';
import { EditionsAndPeople1000000000001 } from './migrations/1000000000001-editions-and-people.js';
import { TheMoneyPath1000000000002 } from './migrations/1000000000002-the-money-path.js';
import { AttentionNotes1000000000003 } from './migrations/1000000000003-attention-notes.js';
import { YourGift1000000000004 } from './migrations/1000000000004-your-gift.js';
import { GuardianConsents1000000000005 } from './migrations/1000000000005-guardian-consents.js';
import { Registering1000000000006 } from './migrations/1000000000006-registering.js';
import { PagesAndPhotos1000000000008 } from './migrations/1000000000008-pages-and-photos.js';
import { ThanksAndAfterTheWalk1000000000009 } from './migrations/1000000000009-thanks-and-after-the-walk.js';
import { TeamLife1000000000011 } from './migrations/1000000000011-team-life.js';
import { TeamMembership1000000000012 } from './migrations/1000000000012-team-membership.js';
import { MonthlyGifts1000000000010 } from './migrations/1000000000010-monthly-gifts.js';
import { SignIn1000000000013 } from './migrations/1000000000013-sign-in.js';
import { Kilometres1000000000014 } from './migrations/1000000000014-kilometres.js';
import { Pledges1000000000015 } from './migrations/1000000000015-pledges.js';
import { OrganisersAndAudit1000000000020 } from './migrations/1000000000020-organisers-and-audit.js';
import { GivingInTwoScreens1000000000041 } from './migrations/1000000000041-giving-in-two-screens.js';
import { MailChoices1000000000060 } from './migrations/1000000000060-mail-choices.js';
import { ListsAndExports1000000000085 } from './migrations/1000000000085-lists-and-exports.js';
import { SavedViews1000000000086 } from './migrations/1000000000086-saved-views.js';
import { SentOnce1000000000090 } from './migrations/1000000000090-sent-once.js';
import { FormerTeams1000000000055 } from './migrations/1000000000055-former-teams.js';
import { EditionsByPage1000000000076 } from './migrations/1000000000076-editions-by-page.js';
import { OrganisersSignIn1000000000075 } from './migrations/1000000000075-organisers-sign-in.js';
import { Milestones1000000000061 } from './migrations/1000000000061-milestones.js';
import { FirstMonthlyGifts1000000000062 } from './migrations/1000000000062-first-monthly-gifts.js';
import { NextEditionNews1000000000063 } from './migrations/1000000000063-next-edition-news.js';
import { PledgesLetGo1000000000064 } from './migrations/1000000000064-pledges-let-go.js';
import { DisputesAtHand1000000000067 } from './migrations/1000000000067-disputes-at-hand.js';
import { Matching1000000000066 } from './migrations/1000000000066-matching.js';
import { OfflineGifts1000000000065 } from './migrations/1000000000065-offline-gifts.js';
import { ListExports1000000000120 } from './migrations/1000000000120-list-exports.js';
import { CheckIn1000000000202 } from './migrations/1000000000202-check-in.js';
import { ActsOnBehalf1000000000200 } from './migrations/1000000000200-acts-on-behalf.js';
import { MailsOfWalkers1000000000201 } from './migrations/1000000000201-mails-of-walkers.js';
import { ScreenLinks1000000000171 } from './migrations/1000000000171-screen-links.js';
import { RequestIds1000000000155 } from './migrations/1000000000155-request-ids.js';
import { PressSnapshots1000000000110 } from './migrations/1000000000110-press-snapshots.js';
import { Mailings1000000000170 } from './migrations/1000000000170-mailings.js';
import { AskedAgain1000000000096 } from './migrations/1000000000096-asked-again.js';
import { BulkActs1000000000102 } from './migrations/1000000000102-bulk-acts.js';
import { DonorMerges1000000000101 } from './migrations/1000000000101-donor-merges.js';
import { SplitGifts1000000000100 } from './migrations/1000000000100-split-gifts.js';
import { WebhooksOut1000000000095 } from './migrations/1000000000095-webhooks-out.js';
import { OpenedLinks1000000000205 } from './migrations/1000000000205-opened-links.js';
import { CertificateWishes1000000000220 } from './migrations/1000000000220-certificate-wishes.js';
import { CertificateWishesFound1000000000221 } from './migrations/1000000000221-certificate-wishes-found.js';
import { ApiActs1000000000242 } from './migrations/1000000000242-api-acts.js';
import { MoreScopes1000000000243 } from './migrations/1000000000243-more-scopes.js';
import { OfflineGiftsByTime1000000000250 } from './migrations/1000000000250-offline-gifts-by-time.js';
import { PlansOfKeys1000000000249 } from './migrations/1000000000249-plans-of-keys.js';
import { ExportSchedules1000000000241 } from './migrations/1000000000241-export-schedules.js';
import { GivingByHour1000000000203 } from './migrations/1000000000203-giving-by-hour.js';
import { Supporters1000000000204 } from './migrations/1000000000204-supporters.js';
import { FewerChecksOfEachGift1000000000230 } from './migrations/1000000000230-fewer-checks-of-each-gift.js';
import { BulkInBackground1000000000240 } from './migrations/1000000000240-bulk-in-background.js';
import { ApiKeys1000000000094 } from './migrations/1000000000094-api-keys.js';

/** In the order in which they are run; each file is named by its number. */
const MIGRATIONS = [
  EditionsAndPeople1000000000001,
  TheMoneyPath1000000000002,
  AttentionNotes1000000000003,
  YourGift1000000000004,
  GuardianConsents1000000000005,
  Registering1000000000006,
  PagesAndPhotos1000000000008,
  ThanksAndAfterTheWalk1000000000009,
  TeamLife1000000000011,
  TeamMembership1000000000012,
  MonthlyGifts1000000000010,
  SignIn1000000000013,
  Kilometres1000000000014,
  Pledges1000000000015,
  OrganisersAndAudit1000000000020,
  GivingInTwoScreens1000000000041,
  MailChoices1000000000060,
  ListsAndExports1000000000085,
  SavedViews1000000000086,
  SentOnce1000000000090,
  FormerTeams1000000000055,
  Milestones1000000000061,
  FirstMonthlyGifts1000000000062,
  NextEditionNews1000000000063,
  PledgesLetGo1000000000064,
  OrganisersSignIn1000000000075,
  OfflineGifts1000000000065,
  Matching1000000000066,
  DisputesAtHand1000000000067,
  EditionsByPage1000000000076,
  ApiKeys1000000000094,
  WebhooksOut1000000000095,
  AskedAgain1000000000096,
  Mailings1000000000170,
  ScreenLinks1000000000171,
  SplitGifts1000000000100,
  DonorMerges1000000000101,
  RequestIds1000000000155,
  PressSnapshots1000000000110,
  BulkActs1000000000102,
  ListExports1000000000120,
  ActsOnBehalf1000000000200,
  MailsOfWalkers1000000000201,
  CheckIn1000000000202,
  GivingByHour1000000000203,
  Supporters1000000000204,
  CertificateWishes1000000000220,
  CertificateWishesFound1000000000221,
  FewerChecksOfEachGift1000000000230,
  BulkInBackground1000000000240,
  ExportSchedules1000000000241,
  ApiActs1000000000242,
  MoreScopes1000000000243,
  PlansOfKeys1000000000249,
  OfflineGiftsByTime1000000000250,
  OpenedLinks1000000000205,
];

/**
 * How every process reaches Postgres. `synchronize` stays off: the schema changes by migrations only.
 * @param poolSize connections a process may hold; the sum over all processes must stay below Postgres' limit.
 */
export function dataSourceOptions(databaseUrl: string, poolSize: number): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    synchronize: false,
    migrationsRun: false,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    poolSize,
    extra: { connectionTimeoutMillis: 5_000, idleTimeoutMillis: 60_000, options: '-c timezone=UTC' },
  };
}
