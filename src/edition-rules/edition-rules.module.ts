import { Module } from '@nestjs/common';
import { EditionsModule } from '../editions/index.js';
import { ChangeRules } from './change-rules.js';
import { CloneEdition } from './clone-edition.js';
import { OpenAndClose } from './open-and-close.js';
import { ReadRules } from './read-rules.js';
import { ReminderSchedules } from './reminder-schedules.js';

const USE_CASES = [ChangeRules, CloneEdition, OpenAndClose, ReadRules, ReminderSchedules];

@Module({ imports: [EditionsModule], providers: USE_CASES, exports: USE_CASES })
export class EditionRulesModule {}
