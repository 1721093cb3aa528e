import { Module } from '@nestjs/common';
import { Tries } from '../platform/redis/tries.js';
import { Sealing } from '../platform/secrets/sealing.js';
import { SecondFactors } from './second-factors.js';

@Module({ providers: [SecondFactors, Sealing, Tries], exports: [SecondFactors] })
export class SecondFactorModule {}
