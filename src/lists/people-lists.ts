import { PARTICIPATION_GROUPS } from '../domain/edition.js';
import { PAYMENT_STATUSES } from '../domain/payment-position.js';
import { amountFilter, choiceFilter, dayFilter, searchFilter, slugFilter, yesNoFilter } from './filters.js';
import type { ListDefinition } from './list.js';
import { searchOf } from './search.js';
import { newestFirst, oldestFirst } from './sorts.js';

const plain = { personal: false, usual: true, needs: [] } as const;
const rarer = { ...plain, usual: false } as const;

/** Everybody who holds or held a place. Who walks for free is in no list. */
export const WALKERS_LIST: ListDefinition = {
  name: 'walkers',
  table: 'walker w',
  joins: {
    type: 'JOIN participation_type pt ON pt.id = w.participation_type_id',
    team: 'LEFT JOIN team t ON t.id = w.team_id',
    consent: 'LEFT JOIN guardian_consent gc ON gc.walker_id = w.id',
    account: 'JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id',
    contact: 'LEFT JOIN registration_contact rc ON rc.registration_id = w.registration_id',
    checkIn: 'LEFT JOIN check_in ci ON ci.walker_id = w.id AND ci.undone_at IS NULL',
    total: `LEFT JOIN fundraising_page p ON p.walker_id = w.id LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id`,
  },
  always: ['type'],
  edition: (bind, editionId) => `w.edition_id = ${bind(editionId, 'uuid')}`,
  columns: [
    { key: 'registeredAt', kind: 'time', sql: 'w.created_at', ...plain },
    { key: 'firstName', kind: 'text', sql: 'w.first_name', ...plain, personal: true },
    { key: 'lastName', kind: 'text', sql: 'w.last_name', ...plain, personal: true },
    { key: 'publicName', kind: 'text', sql: 'w.public_name', ...rarer },
    { key: 'email', kind: 'text', sql: 'a.email', ...plain, personal: true, needs: ['account'] },
    { key: 'birthDate', kind: 'text', sql: 'w.birth_on::text', ...rarer, personal: true },
    { key: 'guardian', kind: 'text', sql: 'w.guardian_name', ...rarer, personal: true },
    { key: 'guardianEmail', kind: 'text', sql: 'w.guardian_email', ...rarer, personal: true },
    {
      key: 'consent',
      kind: 'word',
      sql: `CASE WHEN gc.walker_id IS NOT NULL THEN coalesce(gc.decision, 'awaited') END`,
      ...rarer,
      needs: ['consent'],
      words: ['awaited', 'given', 'refused'],
    },
    { key: 'participationType', kind: 'text', sql: 'pt.code', ...plain },
    { key: 'slot', kind: 'time', sql: 'coalesce(w.start_slot, pt.starts_at)', ...rarer },
    { key: 'street', kind: 'text', sql: 'rc.street', ...rarer, personal: true, needs: ['contact'] },
    { key: 'postalCode', kind: 'text', sql: 'rc.postal_code', ...rarer, personal: true, needs: ['contact'] },
    { key: 'city', kind: 'text', sql: 'rc.city', ...rarer, personal: true, needs: ['contact'] },
    { key: 'country', kind: 'text', sql: 'rc.country', ...rarer, personal: true, needs: ['contact'] },
    { key: 'emergencyName', kind: 'text', sql: 'rc.emergency_name', ...rarer, personal: true, needs: ['contact'] },
    { key: 'emergencyPhone', kind: 'text', sql: 'rc.emergency_phone', ...rarer, personal: true, needs: ['contact'] },
    { key: 'distance', kind: 'number', sql: 'w.distance_km', ...rarer },
    { key: 'team', kind: 'text', sql: 't.name', ...plain, needs: ['team'] },
    { key: 'captain', kind: 'yes-no', sql: 'coalesce(t.captain_walker_id = w.id, false)', ...rarer, needs: ['team'] },
    { key: 'confirmedAt', kind: 'time', sql: 'w.confirmed_at', ...plain },
    { key: 'raised', kind: 'money', sql: 'coalesce(s.raised_minor, 0)', ...plain, needs: ['total'] },
    { key: 'minimum', kind: 'money', sql: 'pt.minimum_minor', ...rarer },
    { key: 'checkedInAt', kind: 'time', sql: 'ci.scanned_at', ...rarer, needs: ['checkIn'] },
    { key: 'checkedInBy', kind: 'text', sql: 'ci.checked_in_by', ...rarer, personal: true, needs: ['checkIn'] },
    { key: 'startNumber', kind: 'text', sql: 'upper(right(w.id::text, 6))', ...rarer },
    { key: 'walkerSlug', kind: 'text', sql: 'w.slug', ...rarer },
  ],
  filters: [
    searchFilter((value, bind) =>
      searchOf('w.id', value, bind, {
        places: [
          {
            ids: `SELECT w.id FROM walker w WHERE {text}`,
            row: '({text})',
            texts: ['lower(w.public_name)', `lower(w.first_name || ' ' || w.last_name)`],
          },
          {
            ids: `SELECT w2.id FROM account a2 JOIN registration r2 ON r2.account_id = a2.id
                    JOIN walker w2 ON w2.registration_id = r2.id WHERE {text}`,
            row: `(SELECT {text} FROM registration r2 JOIN account a2 ON a2.id = r2.account_id WHERE r2.id = w.registration_id)`,
            texts: ['a2.email'],
            address: 'a2.email',
          },
        ],
        exactly: [{ ids: () => `SELECT id FROM walker WHERE slug = ${bind(value, 'text')}` }],
      }),
    ),
    {
      key: 'place',
      kind: 'choice',
      choices: ['valid', 'held', 'released'],
      condition: (value) =>
        value === 'valid'
          ? 'w.confirmed_at IS NOT NULL'
          : value === 'held'
            ? 'w.confirmed_at IS NULL AND w.released_at IS NULL'
            : value === 'released'
              ? 'w.released_at IS NOT NULL'
              : null,
    },
    choiceFilter('group', 'pt.participation_group', PARTICIPATION_GROUPS),
    choiceFilter(
      'consent',
      `(SELECT coalesce(gc2.decision, 'awaited') FROM guardian_consent gc2 WHERE gc2.walker_id = w.id)`,
      ['awaited', 'given', 'refused'],
    ),
    slugFilter('type', (slug) => `pt.code = ${slug}`),
    slugFilter(
      'team',
      (slug) => `w.team_id IN (SELECT id FROM team WHERE slug = ${slug} AND edition_id = w.edition_id)`,
    ),
    yesNoFilter('alone', 'w.team_id IS NULL'),
    yesNoFilter(
      'checkedIn',
      'EXISTS (SELECT 1 FROM check_in ci2 WHERE ci2.walker_id = w.id AND ci2.undone_at IS NULL)',
    ),
    yesNoFilter(
      'toPost',
      `pt.participation_group = 'own-route' AND EXISTS (
         SELECT 1 FROM registration_contact rc2 WHERE rc2.registration_id = w.registration_id AND rc2.street IS NOT NULL)`,
    ),
    yesNoFilter(
      'short',
      `coalesce((SELECT s2.raised_minor FROM fundraising_page p2 JOIN total s2 ON s2.scope = 'page' AND s2.scope_id = p2.id
          WHERE p2.walker_id = w.id), 0) < pt.minimum_minor`,
    ),
    dayFilter('from', 'w.created_at', 'from'),
    dayFilter('until', 'w.created_at', 'until'),
  ],
  sorts: [
    newestFirst('w.id'),
    oldestFirst('w.id'),
    {
      key: 'name',
      direction: 'ASC',
      columns: [
        { sql: 'lower(w.last_name)', type: 'text' },
        { sql: 'lower(w.first_name)', type: 'text' },
        { sql: 'w.id', type: 'uuid' },
      ],
    },
    {
      // Who has no slot starts when they like: behind all who have one.
      key: 'slot',
      direction: 'ASC',
      columns: [
        { sql: `coalesce(w.start_slot, pt.starts_at, 'infinity')`, type: 'timestamptz' },
        { sql: 'lower(w.last_name)', type: 'text' },
        { sql: 'w.id', type: 'uuid' },
      ],
    },
  ],
  sum: null,
};

/** Teams whose captain's place is valid, and those that wait for it. */
export const TEAMS_LIST: ListDefinition = {
  name: 'teams',
  table: 'team t',
  joins: {
    captain: 'JOIN walker c ON c.id = t.captain_walker_id',
    account: 'JOIN registration r ON r.id = c.registration_id JOIN account a ON a.id = r.account_id',
    heads: `LEFT JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id`,
    total: `LEFT JOIN total s ON s.scope = 'team' AND s.scope_id = t.id`,
  },
  always: ['captain'],
  edition: (bind, editionId) => `t.edition_id = ${bind(editionId, 'uuid')}`,
  columns: [
    { key: 'startedAt', kind: 'time', sql: 't.created_at', ...plain },
    { key: 'team', kind: 'text', sql: 't.name', ...plain },
    { key: 'captain', kind: 'text', sql: `c.first_name || ' ' || c.last_name`, ...plain, personal: true },
    { key: 'email', kind: 'text', sql: 'a.email', ...plain, personal: true, needs: ['account'] },
    { key: 'walkers', kind: 'number', sql: 'coalesce(h.walkers, 0)', ...plain, needs: ['heads'] },
    { key: 'gifts', kind: 'number', sql: 'coalesce(s.gifts, 0)', ...plain, needs: ['total'] },
    { key: 'raised', kind: 'money', sql: 'coalesce(s.raised_minor, 0)', ...plain, needs: ['total'] },
    { key: 'onItsWay', kind: 'money', sql: 'coalesce(s.on_its_way_minor, 0)', ...rarer, needs: ['total'] },
    { key: 'confirmedAt', kind: 'time', sql: 't.confirmed_at', ...rarer },
    { key: 'teamSlug', kind: 'text', sql: 't.slug', ...rarer },
  ],
  filters: [
    searchFilter((value, bind) =>
      searchOf('t.id', value, bind, {
        places: [
          { ids: `SELECT t.id FROM team t WHERE {text}`, row: '{text}', texts: ['lower(t.name)'] },
          {
            ids: `SELECT t2.id FROM walker c2 JOIN team t2 ON t2.captain_walker_id = c2.id WHERE {text}`,
            row: `(SELECT {text} FROM walker c2 WHERE c2.id = t.captain_walker_id)`,
            texts: [`lower(c2.first_name || ' ' || c2.last_name)`],
          },
        ],
        exactly: [{ ids: () => `SELECT id FROM team WHERE slug = ${bind(value, 'text')}` }],
      }),
    ),
    yesNoFilter('valid', 't.confirmed_at IS NOT NULL'),
    yesNoFilter(
      'short',
      `coalesce((SELECT s2.raised_minor FROM total s2 WHERE s2.scope = 'team' AND s2.scope_id = t.id), 0)
         < (SELECT coalesce(sum(pt.minimum_minor), 0) FROM walker w JOIN participation_type pt ON pt.id = w.participation_type_id
             WHERE w.team_id = t.id AND w.confirmed_at IS NOT NULL)`,
    ),
  ],
  sorts: [
    newestFirst('t.id'),
    {
      key: 'name',
      direction: 'ASC',
      columns: [
        { sql: 'lower(t.name)', type: 'text' },
        { sql: 't.id', type: 'uuid' },
      ],
    },
  ],
  sum: {
    column: 'raised',
    sql: `(SELECT s3.raised_minor FROM total s3 WHERE s3.scope = 'team' AND s3.scope_id = t.id)`,
  },
};

/** Whether the donor asked for a tax certificate with a gift of the edition that counts. */
const CERTIFICATE_WANTED = `EXISTS (SELECT 1 FROM donation cd WHERE cd.donor_id = g.donor_id AND cd.edition_id = g.edition_id
  AND cd.certificate_wanted AND cd.raised_minor > 0 AND NOT cd.unsplit)`;

/** People and companies who gave something that counts. */
export const DONORS_LIST: ListDefinition = {
  name: 'donors',
  table: 'donor_total g',
  joins: { donor: 'JOIN donor ON donor.id = g.donor_id' },
  always: [],
  edition: (bind, editionId) => `g.edition_id = ${bind(editionId, 'uuid')} AND g.gifts > 0`,
  columns: [
    { key: 'donor', kind: 'text', sql: 'donor.name', ...plain, personal: true, needs: ['donor'] },
    { key: 'email', kind: 'text', sql: 'donor.email', ...plain, personal: true, needs: ['donor'] },
    { key: 'language', kind: 'word', sql: 'donor.language', ...plain, needs: ['donor'], words: ['nl', 'fr', 'en'] },
    { key: 'gifts', kind: 'number', sql: 'g.gifts', ...plain },
    { key: 'raised', kind: 'money', sql: 'g.raised_minor', ...plain },
    { key: 'certificateWanted', kind: 'yes-no', sql: CERTIFICATE_WANTED, ...rarer },
    { key: 'reference', kind: 'text', sql: 'g.donor_id::text', ...rarer },
  ],
  filters: [
    searchFilter((value, bind) =>
      searchOf('g.donor_id', value, bind, {
        places: [
          {
            ids: 'SELECT n.id FROM donor n WHERE {text}',
            row: '(SELECT {text} FROM donor n WHERE n.id = g.donor_id)',
            texts: ['lower(n.name)', 'n.email'],
            address: 'n.email',
          },
        ],
        exactly: [],
      }),
    ),
    amountFilter('least', 'g.raised_minor', '>='),
    amountFilter('most', 'g.raised_minor', '<='),
    choiceFilter('donorLanguage', '(SELECT n.language FROM donor n WHERE n.id = g.donor_id)', ['nl', 'fr', 'en']),
    yesNoFilter('several', 'g.gifts > 1'),
    yesNoFilter('certificateWanted', CERTIFICATE_WANTED),
  ],
  sorts: [
    {
      key: 'largest',
      direction: 'DESC',
      columns: [
        { sql: 'g.raised_minor', type: 'bigint' },
        { sql: 'g.donor_id', type: 'uuid' },
      ],
    },
    oldestFirst('g.donor_id'),
  ],
  sum: { column: 'raised', sql: 'g.raised_minor' },
};

/** Registrations with their fees. A free place is not told from one whose fee was nothing. */
export const REGISTRATIONS_LIST: ListDefinition = {
  name: 'registrations',
  table: 'registration r',
  joins: { account: 'JOIN account a ON a.id = r.account_id' },
  always: [],
  edition: (bind, editionId) => `r.edition_id = ${bind(editionId, 'uuid')} AND r.amount_minor > 0`,
  columns: [
    { key: 'startedAt', kind: 'time', sql: 'r.created_at', ...plain },
    { key: 'email', kind: 'text', sql: 'a.email', ...plain, personal: true, needs: ['account'] },
    {
      key: 'place',
      kind: 'word',
      sql: 'r.state',
      ...plain,
      words: ['held', 'confirmed', 'released', 'needs-decision'],
    },
    {
      key: 'status',
      kind: 'word',
      sql: 'r.status',
      ...plain,
      words: PAYMENT_STATUSES,
    },
    { key: 'fee', kind: 'money', sql: 'r.amount_minor', ...plain },
    { key: 'paid', kind: 'money', sql: 'r.paid_minor', ...plain },
    { key: 'refunded', kind: 'money', sql: 'r.refunded_minor', ...rarer },
    { key: 'confirmedAt', kind: 'time', sql: 'r.confirmed_at', ...plain },
    { key: 'reference', kind: 'text', sql: 'r.id::text', ...rarer },
    { key: 'checkoutSession', kind: 'text', sql: 'r.checkout_session_id', ...rarer },
  ],
  filters: [
    searchFilter((value, bind) =>
      searchOf('r.account_id', value, bind, {
        places: [
          {
            ids: 'SELECT a2.id FROM account a2 WHERE {text}',
            row: '(SELECT {text} FROM account a2 WHERE a2.id = r.account_id)',
            texts: ['a2.email'],
            address: 'a2.email',
          },
          {
            ids: `SELECT r2.account_id FROM walker w2 JOIN registration r2 ON r2.id = w2.registration_id WHERE {text}`,
            row: `(SELECT bool_or({text}) FROM registration r2 JOIN walker w2 ON w2.registration_id = r2.id
                   WHERE r2.account_id = r.account_id)`,
            texts: [`lower(w2.first_name || ' ' || w2.last_name)`],
          },
        ],
        exactly: [
          { ids: () => `SELECT account_id FROM registration WHERE checkout_session_id = ${bind(value, 'text')}` },
        ],
      }),
    ),
    choiceFilter('place', 'r.state', ['held', 'confirmed', 'released', 'needs-decision']),
    choiceFilter('status', 'r.status', PAYMENT_STATUSES),
    dayFilter('from', 'r.created_at', 'from'),
    dayFilter('until', 'r.created_at', 'until'),
  ],
  sorts: [newestFirst('r.id'), oldestFirst('r.id')],
  sum: { column: 'paid', sql: 'r.paid_minor - r.refunded_minor - r.disputed_minor' },
};
