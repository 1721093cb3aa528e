import { Module } from '@nestjs/common';
import { CreateVouchers } from './create-vouchers.js';

@Module({ providers: [CreateVouchers], exports: [CreateVouchers] })
export class VouchersModule {}
