import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { TellNextEdition } from './tell-next-edition.js';

@Module({ imports: [OutboxModule], providers: [TellNextEdition], exports: [TellNextEdition] })
export class NextEditionModule {}
