import type { Edition } from '../../domain/edition.js';
import { formatEnterpriseNumber } from '../../domain/enterprise-number.js';
import type { Language } from '../../domain/language.js';
import { isMoneyHere } from '../../domain/payment-position.js';
import type { OwnGift } from '../../donations/index.js';
import type { Config } from '../../platform/config/config.js';
import { PdfDocument, QUIET, SUNRISE } from '../../platform/documents/pdf-document.js';
import { formatDay, formatMoney } from '../../platform/i18n/index.js';
import { translatorOf } from '../shared/messages/translators.js';

interface Receipt {
  readonly gift: OwnGift;
  readonly edition: Edition;
  readonly language: Language;
  readonly organisation: Config['organisation'];
}

/** Whether there is something to give a receipt for: the gift is here, and not all of it has gone back. */
export function isReceiptDue({ status, paidAt }: Pick<OwnGift, 'status' | 'paidAt'>): boolean {
  return paidAt !== null && isMoneyHere(status);
}

/**
 * The receipt of a gift on one page of A4. It says itself that it is no tax certificate: those are made once a year, over
 * the sum of a donor's gifts (article 145/33 of the Belgian income tax code 1992).
 */
export async function renderReceipt({ gift, edition, language, organisation }: Receipt): Promise<Buffer> {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  const title = t('receipt.title');
  const pdf = await PdfDocument.begin({ title, author: organisation.name, language, size: 'A4', margin: 64 });
  pdf
    .write(edition.title[language], { face: 'strong', colour: SUNRISE, size: 12, gap: 18 })
    .write(title, { face: 'display', size: 28, gap: 10 })
    .write(t('receipt.thanks', { name: gift.name }), { size: 13, gap: 22 })
    .write(money(gift.amountMinor - gift.refundedMinor), { face: 'display', size: 34, gap: 18 })
    .rule();
  pdf.row(t('receipt.donor'), gift.company === null ? gift.name : `${gift.name}, ${gift.company}`);
  if (gift.companyNumber !== null) pdf.row(t('receipt.number'), formatEnterpriseNumber(gift.companyNumber));
  pdf.row(t('receipt.for'), gift.target.name ?? edition.title[language]);
  if (gift.paidAt !== null) pdf.row(t('receipt.paidAt'), formatDay(language, gift.paidAt));
  if (gift.refundedMinor > 0) {
    pdf.row(t('receipt.paid'), money(gift.amountMinor));
    pdf.row(t('receipt.refunded'), money(gift.refundedMinor));
  }
  if (gift.coveredFeeMinor > 0) pdf.row(t('receipt.covered'), money(gift.coveredFeeMinor));
  pdf.row(t('receipt.reference'), gift.id);
  pdf.canvas.y += 12;
  pdf.rule();
  pdf.row(t('receipt.receivedBy'), organisation.name);
  if (organisation.address !== undefined) pdf.row(t('receipt.address'), organisation.address);
  if (organisation.number !== undefined) pdf.row(t('receipt.number'), organisation.number);
  pdf.canvas.y += 18;
  pdf.write(t('receipt.noCertificate'), { size: 10, colour: QUIET });
  return pdf.bytes();
}
