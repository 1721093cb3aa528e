import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { RequestSignIn } from './request-sign-in.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

@Module({
  imports: [OutboxModule],
  providers: [RequestSignIn, SignIn, Sessions],
  exports: [RequestSignIn, SignIn, Sessions],
})
export class AccountsModule {}
