export { CreateVouchers, type VoucherOrder } from './create-vouchers.js';
export { giveVouchersBack, noteVoucher, type TakenVoucher, takeVoucher, takeVoucherAgain } from './take-voucher.js';
export { VouchersModule } from './vouchers.module.js';
