import type { Language, LocalisedText } from '../domain/language.js';
import { currency, type Currency, minor, type Minor } from '../domain/money.js';
import type { EndReason, MonthlyGiftState } from '../monthly-gifts/index.js';
import type { Queryable } from '../platform/database/database.js';
import { type ShownText, shownText } from './mail-content.js';

/** A charge that failed and was not made good. */
export interface FailedCharge {
  readonly invoiceId: string;
  readonly amountMinor: Minor;
  /** A page of Stripe's where it can be paid. */
  readonly payUrl: string | null;
  readonly nextAttemptAt: Date | null;
}

/** What mails say about a monthly gift: how it stands when the mail is written. */
export interface MonthlyGiftFacts {
  readonly email: string;
  readonly language: Language;
  readonly name: ShownText;
  readonly state: MonthlyGiftState;
  readonly endReason: EndReason | null;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly nextChargeAt: Date | null;
  readonly failed: readonly FailedCharge[];
  readonly editionTitle: string;
  readonly urls: {
    /** The donor's own page of the monthly gift; it opens for whoever has it. */
    readonly own: string;
    readonly again: string;
  };
}

/** Reads what mails say about these monthly gifts, in one query; ids that name none are not in the answer. */
export async function readMonthlyGiftFacts(
  database: Queryable,
  publicUrl: string,
  monthlyGiftIds: readonly string[],
): Promise<Map<string, MonthlyGiftFacts>> {
  if (monthlyGiftIds.length === 0) return new Map();
  const rows = await database.rows<{
    id: string;
    email: string;
    language: Language;
    name: string;
    state: MonthlyGiftState;
    end_reason: EndReason | null;
    amount_minor: number;
    currency: string;
    period_ends_at: Date | null;
    token: string;
    edition_slug: string;
    edition_title: LocalisedText;
    failed: { invoiceId: string; amountMinor: number; payUrl: string | null; nextAttemptAt: string | null }[];
  }>(
    `SELECT g.id, d.email, g.language, g.name, g.state, g.end_reason, g.amount_minor, g.currency, g.period_ends_at,
            g.token, e.slug AS edition_slug, e.title AS edition_title,
            (SELECT coalesce(json_agg(json_build_object('invoiceId', c.invoice_id, 'amountMinor', c.amount_minor,
                      'payUrl', c.pay_url, 'nextAttemptAt', c.next_attempt_at) ORDER BY c.invoice_id), '[]')
               FROM monthly_charge c WHERE c.monthly_gift_id = g.id AND c.state = 'failed') AS failed
       FROM monthly_gift g JOIN donor d ON d.id = g.donor_id JOIN edition e ON e.id = g.edition_id
      WHERE g.id = ANY($1::uuid[])`,
    [monthlyGiftIds],
  );
  return new Map(
    rows.map((row) => {
      const offer = `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}/monthly`;
      return [
        row.id,
        {
          email: row.email,
          language: row.language,
          name: shownText(row.name),
          state: row.state,
          endReason: row.end_reason,
          amountMinor: minor(row.amount_minor),
          currency: currency(row.currency),
          nextChargeAt: row.period_ends_at,
          failed: row.failed.map(({ invoiceId, amountMinor, payUrl, nextAttemptAt }) => ({
            invoiceId,
            amountMinor: minor(amountMinor),
            payUrl,
            nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt),
          })),
          editionTitle: row.edition_title[row.language],
          urls: { own: `${offer}/${encodeURIComponent(row.token)}`, again: offer },
        },
      ];
    }),
  );
}
