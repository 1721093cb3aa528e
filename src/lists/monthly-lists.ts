import { amountFilter, choiceFilter, dayFilter, searchFilter, textFilter, yesNoFilter } from './filters.js';
import type { ListDefinition } from './list.js';
import { isFound, searchOf } from './search.js';
import { newestFirst, oldestFirst } from './sorts.js';

const plain = { personal: false, usual: true, needs: [] } as const;
const rarer = { ...plain, usual: false } as const;

const GIFT_STATES = ['started', 'pending', 'active', 'failing', 'ended'] as const;
const CHARGE_STATES = ['unknown', 'open', 'failed', 'paid', 'void', 'uncollectible'] as const;

/** What of a charge the organisation keeps. */
const KEPT = `CASE WHEN c.state = 'paid' THEN c.amount_minor - c.refunded_minor - c.disputed_minor ELSE 0 END`;

const DONOR_PLACE = {
  ids: `SELECT g2.id FROM donor n JOIN monthly_gift g2 ON g2.donor_id = n.id WHERE {text}`,
  row: `(SELECT {text} FROM donor n WHERE n.id = g.donor_id)`,
  texts: ['lower(n.name)', 'n.email'],
  address: 'n.email',
} as const;

/** Who gives every month, and where that stands. */
export const MONTHLY_GIFTS_LIST: ListDefinition = {
  name: 'monthly-gifts',
  table: 'monthly_gift g',
  joins: {
    donor: 'JOIN donor ON donor.id = g.donor_id',
    charged: `LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE c.state = 'paid') AS months, coalesce(sum(${KEPT}), 0) AS kept_minor
        FROM monthly_charge c WHERE c.monthly_gift_id = g.id) charged ON true`,
  },
  always: [],
  edition: (bind, editionId) => `g.edition_id = ${bind(editionId, 'uuid')}`,
  columns: [
    { key: 'startedAt', kind: 'time', sql: 'g.created_at', ...plain },
    { key: 'donor', kind: 'text', sql: 'g.name', ...plain, personal: true },
    { key: 'email', kind: 'text', sql: 'donor.email', ...plain, personal: true, needs: ['donor'] },
    { key: 'language', kind: 'word', sql: 'g.language', ...rarer, words: ['nl', 'fr', 'en'] },
    { key: 'monthlyState', kind: 'word', sql: 'g.state', ...plain, words: GIFT_STATES },
    { key: 'monthlyAmount', kind: 'money', sql: 'g.amount_minor', ...plain },
    { key: 'months', kind: 'number', sql: 'charged.months', ...plain, needs: ['charged'] },
    { key: 'charged', kind: 'money', sql: 'charged.kept_minor', ...plain, needs: ['charged'] },
    { key: 'certificateWanted', kind: 'yes-no', sql: 'g.certificate_wanted', ...rarer },
    { key: 'periodEndsAt', kind: 'time', sql: 'g.period_ends_at', ...rarer },
    { key: 'endedAt', kind: 'time', sql: 'g.ended_at', ...plain },
    {
      key: 'endReason',
      kind: 'word',
      sql: 'g.end_reason',
      ...rarer,
      words: ['asked', 'payment-failed', 'never-paid'],
    },
    { key: 'reference', kind: 'text', sql: 'g.id::text', ...rarer },
    { key: 'subscription', kind: 'text', sql: 'g.subscription_id', ...rarer },
  ],
  filters: [
    searchFilter((value, bind) =>
      searchOf('g.id', value, bind, {
        places: [DONOR_PLACE],
        exactly: [
          { ids: () => `SELECT id FROM monthly_gift WHERE subscription_id = ${bind(value, 'text')}` },
          {
            ids: () =>
              `SELECT monthly_gift_id FROM monthly_charge WHERE invoice_id = ${bind(value, 'text')} AND monthly_gift_id IS NOT NULL`,
          },
        ],
      }),
    ),
    choiceFilter('monthlyState', 'g.state', GIFT_STATES),
    yesNoFilter('certificateWanted', 'g.certificate_wanted'),
    amountFilter('least', 'g.amount_minor', '>='),
    amountFilter('most', 'g.amount_minor', '<='),
    dayFilter('from', 'g.created_at', 'from'),
    dayFilter('until', 'g.created_at', 'until'),
  ],
  sorts: [newestFirst('g.id'), oldestFirst('g.id')],
  sum: { column: 'monthlyAmount', sql: 'g.amount_minor' },
};

/** What was charged for monthly gifts, an invoice each. */
export const MONTHLY_CHARGES_LIST: ListDefinition = {
  name: 'monthly-charges',
  table: 'monthly_charge c',
  joins: {
    gift: 'JOIN monthly_gift g ON g.id = c.monthly_gift_id',
    donor: 'JOIN donor ON donor.id = g.donor_id',
  },
  always: ['gift'],
  edition: (bind, editionId) => `g.edition_id = ${bind(editionId, 'uuid')}`,
  columns: [
    { key: 'toldAt', kind: 'time', sql: 'c.told_at', ...plain },
    { key: 'period', kind: 'time', sql: 'c.period_starts_at', ...plain },
    { key: 'donor', kind: 'text', sql: 'g.name', ...plain, personal: true },
    { key: 'email', kind: 'text', sql: 'donor.email', ...plain, personal: true, needs: ['donor'] },
    { key: 'chargeState', kind: 'word', sql: 'c.state', ...plain, words: CHARGE_STATES },
    { key: 'amount', kind: 'money', sql: 'c.amount_minor', ...plain },
    { key: 'refunded', kind: 'money', sql: 'c.refunded_minor', ...rarer },
    { key: 'disputed', kind: 'money', sql: 'c.disputed_minor', ...rarer },
    { key: 'charged', kind: 'money', sql: KEPT, ...plain },
    { key: 'certificateWanted', kind: 'yes-no', sql: 'g.certificate_wanted', ...rarer },
    { key: 'attempts', kind: 'number', sql: 'c.attempts', ...rarer },
    { key: 'invoice', kind: 'text', sql: 'c.invoice_id', ...rarer },
    { key: 'paymentIntent', kind: 'text', sql: 'c.payment_intent_id', ...rarer },
  ],
  filters: [
    textFilter((value, bind) => {
      const asked = bind(value, 'text');
      const gifts = isFound(searchOf('c.monthly_gift_id', value, bind, { places: [DONOR_PLACE], exactly: [] }));
      return `${gifts} OR c.invoice_id = ${asked} OR c.payment_intent_id = ${asked}`;
    }),
    choiceFilter('chargeState', 'c.state', CHARGE_STATES),
    yesNoFilter('certificateWanted', 'g.certificate_wanted'),
    dayFilter('from', 'c.period_starts_at', 'from'),
    dayFilter('until', 'c.period_starts_at', 'until'),
  ],
  sorts: [
    {
      key: 'newest',
      direction: 'DESC',
      columns: [
        { sql: `coalesce(c.told_at, '-infinity')`, type: 'timestamptz' },
        { sql: 'c.invoice_id', type: 'text' },
      ],
    },
  ],
  sum: { column: 'charged', sql: KEPT },
};
