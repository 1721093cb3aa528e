import { PARTICIPATION_GROUPS } from '../domain/edition.js';
import { PAYMENT_STATUSES } from '../domain/payment-position.js';
import { parseEuros } from '../platform/http/parse-euros.js';
import { amountFilter, choiceFilter, dayFilter, searchFilter, slugFilter, textFilter, yesNoFilter } from './filters.js';
import type { Bind, ListColumn, ListDefinition, ListSearch } from './list.js';
import { anywhere, type ExactPlace, searchOf } from './search.js';
import { newestFirst, oldestFirst } from './sorts.js';

const ONLINE_METHODS = ['bancontact', 'card', 'ideal', 'sepa_debit', 'paypal', 'link'] as const;
const OFFLINE_METHODS = ['cash', 'cheque', 'company-transfer', 'bank-transfer'] as const;
const METHODS = [...ONLINE_METHODS, ...OFFLINE_METHODS] as const;

/** How a gift came to us. */
const SOURCES = ['online', 'offline'] as const;
const SOURCE = `CASE WHEN d.offline_method IS NULL THEN 'online' ELSE 'offline' END`;

const plain = { personal: false, usual: true, needs: [] } as const;
const rarer = { ...plain, usual: false } as const;

const COLUMNS: readonly ListColumn[] = [
  { key: 'startedAt', kind: 'time', sql: 'd.created_at', ...plain },
  { key: 'paidAt', kind: 'time', sql: 'd.paid_at', ...rarer },
  // Early, so that a phone shows it without scrolling to the side.
  { key: 'amount', kind: 'money', sql: 'd.amount_minor', ...plain },
  { key: 'donor', kind: 'text', sql: 'd.name', ...plain, personal: true },
  { key: 'company', kind: 'text', sql: 'd.company', ...rarer, personal: true },
  { key: 'email', kind: 'text', sql: 'donor.email', ...plain, personal: true, needs: ['donor'] },
  { key: 'language', kind: 'word', sql: 'd.language', ...rarer, words: ['nl', 'fr', 'en'] },
  { key: 'walker', kind: 'text', sql: 'w.public_name', ...plain, needs: ['walker'] },
  { key: 'team', kind: 'text', sql: 't.name', ...plain, needs: ['team'] },
  { key: 'participationType', kind: 'text', sql: 'pt.code', ...rarer, needs: ['type'] },
  { key: 'status', kind: 'word', sql: 'd.status', ...plain, words: PAYMENT_STATUSES },
  {
    key: 'method',
    kind: 'word',
    sql: 'coalesce(d.offline_method, m.method)',
    ...rarer,
    needs: ['method'],
    words: METHODS,
  },
  { key: 'source', kind: 'word', sql: SOURCE, ...rarer, words: SOURCES },
  { key: 'paid', kind: 'money', sql: 'd.paid_minor', ...rarer },
  { key: 'refunded', kind: 'money', sql: 'd.refunded_minor', ...rarer },
  { key: 'disputed', kind: 'money', sql: 'd.disputed_minor', ...rarer },
  { key: 'onItsWay', kind: 'money', sql: 'd.on_its_way_minor', ...rarer },
  { key: 'raised', kind: 'money', sql: 'd.raised_minor', ...plain },
  { key: 'anonymous', kind: 'yes-no', sql: 'd.anonymous', ...rarer },
  { key: 'certificateWanted', kind: 'yes-no', sql: 'd.certificate_wanted', ...rarer },
  { key: 'message', kind: 'text', sql: 'd.message', ...rarer },
  { key: 'splitOf', kind: 'text', sql: 'd.split_of::text', ...rarer },
  { key: 'reference', kind: 'text', sql: 'd.id::text', ...rarer },
  { key: 'checkoutSession', kind: 'text', sql: 'd.checkout_session_id', ...rarer },
];

const SEARCH_PLACES = [
  {
    ids: `SELECT d2.id FROM donor n JOIN donation d2 ON d2.donor_id = n.id WHERE {text}`,
    row: `(SELECT {text} FROM donor n WHERE n.id = d.donor_id)`,
    texts: ['lower(n.name)', 'n.email'],
    address: 'n.email',
  },
  {
    ids: `SELECT d.id FROM donation d WHERE d.company IS NOT NULL AND {text}`,
    row: '{text}',
    texts: ['lower(d.company)'],
  },
] as const;

/** Gifts whose donor, company, amount, reference or Stripe id is what was typed. */
function mentions(value: string, bind: Bind, edition: () => string): ListSearch {
  const exactly: ExactPlace[] = [];
  if (value.startsWith('cs_'))
    exactly.push({ ids: () => `SELECT id FROM donation WHERE checkout_session_id = ${bind(value, 'text')}` });
  if (value.startsWith('pi_')) {
    exactly.push({
      ids: () => `SELECT g.id FROM stripe_payment p JOIN donation g ON g.id = p.donation_id OR g.split_of = p.donation_id
             WHERE p.payment_intent_id = ${bind(value, 'text')}`,
    });
  }
  if (/^(ch|re|dp|du|py|pyr)_/.test(value)) {
    exactly.push({
      ids: () => `SELECT g.id FROM stripe_fact f JOIN stripe_payment p ON p.payment_intent_id = f.payment_intent_id
              JOIN donation g ON g.id = p.donation_id OR g.split_of = p.donation_id WHERE f.object_id = ${bind(value, 'text')}`,
    });
  }
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)) {
    const id = (): string => bind(value.toLowerCase(), 'uuid');
    exactly.push({ ids: () => `SELECT ${id()}` }, { ids: () => `SELECT id FROM donation WHERE split_of = ${id()}` });
  }
  const amountMinor = parseEuros(value);
  if (amountMinor !== null) {
    const amount = (): string => bind(amountMinor, 'bigint');
    exactly.push({
      ids: () => `SELECT id FROM donation WHERE edition_id = ${edition()} AND amount_minor = ${amount()}`,
      row: () => `d.amount_minor = ${amount()}`,
    });
  }
  return searchOf('d.id', value, bind, { places: SEARCH_PLACES, exactly });
}

/** Every gift that anybody started. */
export const DONATIONS_LIST: ListDefinition = {
  name: 'donations',
  table: 'donation d',
  joins: {
    donor: 'JOIN donor ON donor.id = d.donor_id',
    walker: 'LEFT JOIN walker w ON w.id = d.walker_id',
    team: 'LEFT JOIN team t ON t.id = d.team_id',
    type: 'LEFT JOIN participation_type pt ON pt.id = d.participation_type_id',
    method: `LEFT JOIN LATERAL (
      SELECT f.method FROM stripe_payment p JOIN stripe_fact f ON f.payment_intent_id = p.payment_intent_id
       WHERE p.donation_id = coalesce(d.split_of, d.id) AND f.method IS NOT NULL ORDER BY f.told_at DESC LIMIT 1) m ON true`,
  },
  always: [],
  // A part of a split gift is a row of its own, until the split is undone.
  edition: (bind, editionId) => `d.edition_id = ${bind(editionId, 'uuid')} AND NOT d.unsplit`,
  columns: COLUMNS,
  filters: [
    searchFilter(mentions),
    {
      key: 'status',
      kind: 'choice',
      choices: ['counted', ...PAYMENT_STATUSES],
      condition: (value, bind) =>
        value === 'counted'
          ? 'd.raised_minor > 0'
          : (PAYMENT_STATUSES as readonly string[]).includes(value)
            ? `d.status = ${bind(value, 'text')}`
            : null,
    },
    choiceFilter('target', 'd.target', ['edition', 'team', 'walker']),
    {
      key: 'method',
      kind: 'choice',
      choices: METHODS,
      condition: (value, bind) =>
        (OFFLINE_METHODS as readonly string[]).includes(value)
          ? `d.offline_method = ${bind(value, 'text')}`
          : `EXISTS (SELECT 1 FROM stripe_payment p JOIN stripe_fact f ON f.payment_intent_id = p.payment_intent_id
                  WHERE p.donation_id = coalesce(d.split_of, d.id) AND f.method = ${bind(value, 'text')})`,
    },
    choiceFilter('source', SOURCE, SOURCES),
    slugFilter(
      'team',
      (slug) => `d.team_id IN (SELECT id FROM team WHERE slug = ${slug} AND edition_id = d.edition_id)`,
    ),
    slugFilter(
      'walker',
      (slug) => `d.walker_id IN (SELECT id FROM walker WHERE slug = ${slug} AND edition_id = d.edition_id)`,
    ),
    choiceFilter(
      'group',
      `(SELECT participation_group FROM participation_type WHERE id = d.participation_type_id)`,
      PARTICIPATION_GROUPS,
    ),
    amountFilter('least', 'd.amount_minor', '>='),
    amountFilter('most', 'd.amount_minor', '<='),
    dayFilter('from', 'd.created_at', 'from'),
    dayFilter('until', 'd.created_at', 'until'),
    dayFilter('paidFrom', 'd.paid_at', 'from'),
    dayFilter('paidUntil', 'd.paid_at', 'until'),
    textFilter(
      (value, bind) => `d.message IS NOT NULL AND lower(d.message) LIKE ${bind(anywhere(value), 'text')}`,
      'message',
    ),
    yesNoFilter('withMessage', 'd.message IS NOT NULL'),
    choiceFilter('donorLanguage', 'd.language', ['nl', 'fr', 'en']),
    yesNoFilter('anonymous', 'd.anonymous'),
    yesNoFilter('certificateWanted', 'd.certificate_wanted'),
    yesNoFilter('company', 'd.company IS NOT NULL'),
    yesNoFilter('split', '(d.split_of IS NOT NULL OR d.whole_minor IS NOT NULL)'),
    yesNoFilter('suspense', 'd.in_suspense'),
  ],
  sorts: [
    newestFirst('d.id'),
    oldestFirst('d.id'),
    {
      key: 'largest',
      direction: 'DESC',
      columns: [
        { sql: 'd.amount_minor', type: 'bigint' },
        { sql: 'd.id', type: 'uuid' },
      ],
    },
    {
      key: 'smallest',
      direction: 'ASC',
      columns: [
        { sql: 'd.amount_minor', type: 'bigint' },
        { sql: 'd.id', type: 'uuid' },
      ],
    },
  ],
  sum: { column: 'raised', sql: 'd.raised_minor' },
};
