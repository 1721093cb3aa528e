import { Module } from '@nestjs/common';
import { MailPreferences } from './mail-preferences.js';

@Module({ providers: [MailPreferences], exports: [MailPreferences] })
export class MailPreferencesModule {}
