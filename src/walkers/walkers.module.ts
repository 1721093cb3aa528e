import { Module } from '@nestjs/common';
import { ReadWalkers } from './read-walkers.js';

@Module({ providers: [ReadWalkers], exports: [ReadWalkers] })
export class WalkersModule {}
