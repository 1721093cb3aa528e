import { Module } from '@nestjs/common';
import { NextEditionWishes } from './next-edition-wishes.js';
import { ReadWalkers } from './read-walkers.js';
import { WalkedKilometres } from './walked-kilometres.js';

const PROVIDERS = [ReadWalkers, WalkedKilometres, NextEditionWishes];

@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class WalkersModule {}
