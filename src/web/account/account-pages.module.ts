import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { AccountController } from './account.controller.js';
import { SignInController } from './sign-in.controller.js';

/** Coming in, and going out again. */
@Module({
  imports: [AccountsModule, VisitorsModule],
  controllers: [SignInController, AccountController],
})
export class AccountPagesModule {}
