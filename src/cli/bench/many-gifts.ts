import type { Client } from 'pg';

/** What was stored, to be held against what is exported. */
export interface ManyGifts {
  readonly count: number;
  readonly sumMinor: number;
}

/** Names as people have them and as people try them; the index chooses. */
const NAMES = [
  'Nguyễn Thị Minh Khai',
  'Jean-Baptiste "Jeannot" d’Hondt',
  'Fatima; El Ouali',
  '=HYPERLINK("http://example.org")',
  '+32 3 123 45 67',
  '-2+3',
  '@SUM(A1:A9)',
  '\tTab Vooraan',
  '\rRegel Vooraan',
  '＝1+1',
  'Émile Verhaeren, Gent',
  'عائشة بن علي',
] as const;

const EDITION = `SELECT id FROM edition ORDER BY walk_on DESC, id DESC LIMIT 1`;

/** As many walkers as walked in 2023, and nearly as many teams. */
const [MANY_WALKERS, TEAM_SIZE] = [2_142, 7];

const WALKERS = [
  `INSERT INTO account (id, email, language)
   SELECT ${idOf('n', '100')}, 'wandelaar.' || n || '@example.org', 'nl' FROM generate_series(1, ${String(MANY_WALKERS)}) AS n`,
  `INSERT INTO registration (id, edition_id, account_id, language, token, amount_minor, currency, state, hold_expires_at, confirmed_at)
   SELECT ${idOf('n', '200')}, (${EDITION}), ${idOf('n', '100')}, 'nl', 'many-' || n, 0, 'EUR', 'confirmed', now(), now()
     FROM generate_series(1, ${String(MANY_WALKERS)}) AS n`,
  `INSERT INTO walker (id, edition_id, registration_id, participation_type_id, team_id, slug, first_name, last_name,
     public_name, birth_on, confirmed_at)
   SELECT ${idOf('n', '300')}, e.id, ${idOf('n', '200')},
          (SELECT id FROM participation_type WHERE edition_id = e.id ORDER BY position LIMIT 1),
          ${idOf(`1 + n / ${String(TEAM_SIZE)}`, '400')}, 'wandelaar-' || n, 'Wandelaar', n::text, 'Wandelaar ' || n,
          '1980-01-01', now()
     FROM generate_series(1, ${String(MANY_WALKERS)}) AS n, (${EDITION}) AS e`,
  `INSERT INTO team (id, edition_id, slug, name, captain_walker_id, confirmed_at)
   SELECT team_id, (${EDITION}), 'ploeg-' || min(id::text), 'Ploeg ' || row_number() OVER (ORDER BY team_id),
          min(id::text)::uuid, now()
     FROM walker WHERE slug LIKE 'wandelaar-%' GROUP BY team_id`,
  `INSERT INTO fundraising_page (id, edition_id, walker_id, goal_minor)
   SELECT ${idOf('n', '700')}, (${EDITION}), ${idOf('n', '300')}, 10000 FROM generate_series(1, ${String(MANY_WALKERS)}) AS n`,
  `INSERT INTO fundraising_page (id, edition_id, team_id, goal_minor)
   SELECT gen_random_uuid(), edition_id, id, 100000 FROM team WHERE slug LIKE 'ploeg-%'`,
];

/**
 * Stores walkers and so many paid gifts to them in the latest edition, each with its donor's name, its ledger entry, and its
 * place in the order of the others; every tenth is anonymous. Totals are to be rebuilt afterwards. The rows are known to
 * be whole, so the triggers of foreign keys are left out; a superuser's right.
 */
export async function storeManyGifts(database: Client, count: number): Promise<ManyGifts> {
  await database.query('BEGIN');
  await database.query(`SET LOCAL session_replication_role = 'replica'`);
  for (const statement of WALKERS) await database.query(statement);
  await database.query(
    `INSERT INTO donor (id, email, name, language)
     SELECT ${idOf('n', '500')}, 'schenker.' || n || '@example.org', ${nameOf('n')}, 'nl'
       FROM generate_series(1, $1::int) AS n`,
    [donorsOf(count), NAMES],
  );
  const { rows } = await database.query<{ count: string; sum: string }>(
    `WITH place AS (
       SELECT row_number() OVER (ORDER BY w.id) - 1 AS number, w.id, w.edition_id, w.team_id, w.participation_type_id,
              p.id AS page_id
         FROM walker w JOIN fundraising_page p ON p.walker_id = w.id
        WHERE w.confirmed_at IS NOT NULL
          AND w.edition_id = (${EDITION})),
     stored AS (
       INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
         amount_minor, currency, name, anonymous, language, token, checkout_session_id, status, paid_minor, paid_at,
         created_at, message)
       SELECT ${idOf('n', '600')}, place.edition_id, ${idOf(`1 + n % $3::int`, '500')}, 'walker', place.page_id, place.id,
              place.team_id, place.participation_type_id, 500 + n::bigint * 37 % 20000, 'EUR', ${nameOf('n')}, n % 10 = 0,
              'nl', 'many-' || n, 'cs_many_' || n, 'paid', 500 + n::bigint * 37 % 20000, now(), now(),
              CASE WHEN n % 4 = 0 THEN 'Veel succes, ' || ${nameOf('n')} END
         FROM generate_series(1, $1::int) AS n
         JOIN place ON place.number = n % (SELECT count(*) FROM place)
       RETURNING *),
     posted AS (
       INSERT INTO ledger_entry (account, amount_minor, currency, edition_id, donation_id, donor_id, page_id, team_id,
         participation_type_id, gifts, cause)
       SELECT 'paid', paid_minor, currency, edition_id, id, donor_id, page_id, team_id, participation_type_id, 1, 'many gifts'
         FROM stored
       RETURNING amount_minor)
     SELECT count(*) AS count, coalesce(sum(amount_minor), 0) AS sum FROM posted`,
    [count, NAMES, donorsOf(count)],
  );
  await database.query('COMMIT');
  await database.query('ANALYZE donor, donation, ledger_entry');
  return { count: Number(rows[0]?.count ?? 0), sumMinor: Number(rows[0]?.sum ?? 0) };
}

/** Two gifts in five are by somebody who gave before. */
function donorsOf(count: number): number {
  return Math.max(1, Math.floor((count * 3) / 5));
}

/** A UUID of version 7 whose order is that of the number. */
function idOf(number: string, kind: string): string {
  return `('01900000-' || lpad(to_hex((${number}) / 65536), 4, '0') || '-7${kind}-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}

function nameOf(number: string): string {
  return `CASE WHEN ${number} % 7 = 0 THEN ($2::text[])[1 + (${number} / 7) % ${String(NAMES.length)}]
               ELSE 'Schenker ' || ${number} || ' van der Velde' END`;
}
