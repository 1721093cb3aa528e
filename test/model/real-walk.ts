import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../../src/domain/edition.js';
import { DomainError } from '../../src/domain/errors.js';
import { MergeDonors } from '../../src/donor-desk/index.js';
import { minor } from '../../src/domain/money.js';
import type { GiftTo } from '../../src/donations/index.js';
import { ReadEditions } from '../../src/editions/index.js';
import { MoveGift, RefundGift, SplitGift, UndoGiftAct } from '../../src/gift-desk/index.js';
import { type ListDefinition, type ListPage, listQueryOf, LISTS, ReadList } from '../../src/lists/index.js';
import { Matches, SettleMatches } from '../../src/matching/index.js';
import { isTransient } from '../../src/platform/database/postgres-errors.js';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, type StripeEvent } from '../factories/stripe-events.js';
import type { ListFigures, PartAmounts, Place, Word } from './gift-model.js';
import type { StripeAside } from '../factories/stripe-aside.js';

const ACTOR = { kind: 'system', name: 'model' } as const;
const WORDS = { reason: 'model', tellDonor: false, actor: ACTOR } as const;

/** Everything that a history leaves; rules, walkers and pages stay. */
const LEFT_BY_A_HISTORY = [
  'donor_merge',
  'gift_match',
  'gift_act',
  'ledger_entry',
  'stripe_fact',
  'stripe_payment',
  'stripe_event',
  'attention_item',
  'milestone_reached',
  'outbox_message',
  'audit_line',
  'donor_total',
  'supporter',
  'giving_hour',
  'total',
  'donation',
  'donor',
];

/** What came of a deed: done, a refusal's code, or a connection that died at the commit. */
export type Outcome = string;

interface RealGift {
  readonly id: string;
  readonly story: PaymentStory;
}

interface Waiting {
  readonly event: StripeEvent;
  readonly inboxId: string;
  readonly gift: number;
  readonly word: Word;
}

/** The real thing, with the database of one test and one history in it at a time. */
export class RealWalk {
  readonly gifts: RealGift[] = [];
  private readonly matches: string[] = [];
  /** Where a match is closed, what is given from then on is paid in an hour: Stripe's clock of seconds tells the two apart. */
  private laterSeconds = -86_400;
  /** Recorded and not processed. */
  waiting: Waiting[] = [];
  private clock = 0;

  private constructor(
    readonly running: RunningApp,
    private readonly stored: StoredEdition,
    private readonly edition: Edition,
    private readonly captains: readonly StoredWalker[],
    /** Where gifts are paid and refunded by Stripe's stand-in; everything is held against the model after each step then. */
    readonly stripe: StripeAside | null,
  ) {}

  static async open(running: RunningApp, stripe: StripeAside | null = null): Promise<RealWalk> {
    const stored = await storeEdition(running.database);
    const captains = [];
    for (const name of ['Sarah', 'Ravi', 'Zoë']) captains.push(await storeCaptain(running.database, stored, name));
    // Where it is armed, whoever has booked something loses the connection at the commit.
    await running.database.rows(`CREATE TABLE model_fault (armed boolean NOT NULL)`);
    await running.database.rows(`INSERT INTO model_fault VALUES (false)`);
    await running.database.rows(`
      CREATE FUNCTION model_crash() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT armed FROM model_fault) THEN
          PERFORM pg_terminate_backend(pg_backend_pid());
          PERFORM pg_sleep(5);
        END IF;
        RETURN NULL;
      END $$`);
    await running.database.rows(`
      CREATE CONSTRAINT TRIGGER model_crash AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION model_crash()`);
    const edition = await running.app.get(ReadEditions, { strict: false }).bySlug(stored.slug);
    return new RealWalk(running, stored, edition, captains, stripe);
  }

  /** Forgets the history before: much quicker than another database, and the ledger's own trigger is for applications. */
  async forget(): Promise<void> {
    this.gifts.length = 0;
    this.matches.length = 0;
    this.laterSeconds = -86_400;
    this.waiting = [];
    this.clock = 0;
    await this.stripe?.forget();
    await this.running.database.rows(`
      DO $$ BEGIN
        SET LOCAL session_replication_role = replica;
        ${LEFT_BY_A_HISTORY.map((table) => `DELETE FROM ${table};`).join(' ')}
      END $$`);
  }

  async give(place: Place, amount: number, donor: number): Promise<void> {
    const captain = place === 0 ? undefined : this.captains[(place - 1) % 3];
    const id = await storeDonation(this.running.database, this.stored, {
      ...(captain === undefined ? {} : { to: captain }),
      amountMinor: amount,
      donorEmail: emailOf(donor),
    });
    if (captain !== undefined && place > 3) {
      await this.running.database.rows(
        `UPDATE donation SET target = 'team', walker_id = NULL, page_id = $2 WHERE id = $1`,
        [id, captain.teamPageId],
      );
    }
    const begins = Math.floor(Date.now() / 1_000) + this.laterSeconds;
    this.gifts.push({ id, story: new PaymentStory({ donation_id: id }, amount, begins) });
  }

  /** Stripe says something: it is in the inbox, and nobody has processed it. */
  async record(
    gift: number,
    told: { kind: Word['kind']; id?: string; amount?: number; holds?: boolean },
  ): Promise<void> {
    this.clock += 10;
    const at = this.clock;
    const story = this.of(gift).story;
    const { id = '', amount = 0, holds = true } = told;
    const word = (kind: 'refund' | 'dispute'): Word => ({ kind, id, amount, holds, at });
    switch (told.kind) {
      case 'processing':
        return this.wait(gift, story.session('completed', 'unpaid', at), { kind: 'processing' });
      case 'succeeded':
        return this.wait(gift, story.intent('succeeded', at), { kind: 'succeeded' });
      case 'refund':
        return this.wait(gift, story.refund(id, amount, holds ? 'succeeded' : 'failed', at), word('refund'));
      case 'dispute':
        return this.wait(
          gift,
          story.dispute(id, holds ? 'created' : 'closed', holds ? 'needs_response' : 'won', at, amount),
          word('dispute'),
        );
    }
  }

  private async wait(gift: number, event: StripeEvent, word: Word): Promise<void> {
    const [inboxId = ''] = await this.running.record([event]);
    this.waiting.push({ event, inboxId, gift, word });
  }

  /** Delivers what was recorded once more, as Stripe does, and has it processed. @returns what is processed for the first time */
  async process(some: readonly Waiting[], crash: boolean): Promise<readonly Waiting[]> {
    await this.running.record(some.map(({ event }) => event));
    const ids = some.map(({ inboxId }) => inboxId);
    const outcome = await this.attempt(crash, () => this.running.process(ids));
    if (!crash && outcome !== 'done') throw new Error(`Processing ended with ${outcome}`);
    const rows = await this.running.database.rows<{ id: string }>(
      `SELECT id FROM stripe_event WHERE id = ANY ($1::bigint[]) AND state = 'processed'`,
      [ids],
    );
    const processed = new Set(rows.map(({ id }) => id));
    const done = this.waiting.filter(({ inboxId }) => processed.has(inboxId));
    this.waiting = this.waiting.filter(({ inboxId }) => !processed.has(inboxId));
    return done;
  }

  async move(gift: number, part: number, place: Place, crash: boolean): Promise<Outcome> {
    const ids = await this.partIds(gift);
    const donationId = ids[part] ?? '';
    return this.attempt(crash, () =>
      this.get(MoveGift).execute(this.edition, { donationId, to: this.to(place), ...WORDS }),
    );
  }

  async split(
    gift: number,
    shares: readonly { readonly place: Place; readonly share: number }[],
    crash: boolean,
  ): Promise<Outcome> {
    return this.attempt(crash, () =>
      this.get(SplitGift).execute(this.edition, {
        donationId: this.of(gift).id,
        shares: shares.map(({ place, share }) => ({ to: this.to(place), amountMinor: minor(share) })),
        ...WORDS,
      }),
    );
  }

  /** @param index of the act, the first one is 0 */
  async undo(gift: number, index: number, crash: boolean): Promise<Outcome> {
    const donationId = this.of(gift).id;
    const acts = await this.running.database.rows<{ id: string }>(
      `SELECT id FROM gift_act WHERE donation_id = $1 ORDER BY id`,
      [donationId],
    );
    const actId = acts[index]?.id ?? '0';
    return this.attempt(crash, () => this.get(UndoGiftAct).execute(this.edition, { donationId, actId, ...WORDS }));
  }

  /** Has all that Stripe sent processed, as a worker does. */
  async processInbox(): Promise<void> {
    const rows = await this.running.database.rows<{ id: string }>(
      `SELECT id FROM stripe_event WHERE state <> 'processed' ORDER BY id`,
    );
    await this.running.process(rows.map(({ id }) => id));
  }

  /** The gift is paid on Stripe's page, and Stripe has told of it. */
  async pay(gift: number): Promise<void> {
    if (this.stripe === null) throw new Error('This walk has no Stripe');
    const { id, story } = this.of(gift);
    await this.stripe.pay(this.running, id, story.amountMinor);
    await this.processInbox();
  }

  /** @param amount `null`: all that is left */
  async refund(gift: number, amount: number | null): Promise<Outcome> {
    if (this.stripe === null) throw new Error('This walk has no Stripe');
    const outcome = await this.attempt(false, () =>
      this.get(RefundGift).execute(this.edition, {
        donationId: this.of(gift).id,
        amountMinor: amount === null ? null : minor(amount),
        onceKey: uuidv7(),
        ...WORDS,
      }),
    );
    await this.stripe.allTold();
    await this.processInbox();
    return outcome;
  }

  async merge(from: number, into: number, crash: boolean): Promise<Outcome> {
    const [fromId, intoId] = [await this.donorId(from), await this.donorId(into)];
    return this.attempt(crash, () => this.get(MergeDonors).execute(this.edition, { fromId, intoId, ...WORDS }));
  }

  /** @param index of the merge, the first one is 0 */
  async undoMerge(index: number, crash: boolean): Promise<Outcome> {
    const merges = await this.running.database.rows<{ id: string }>(`SELECT id FROM donor_merge ORDER BY id`);
    const id = merges[index]?.id ?? '0';
    return this.attempt(crash, () => this.get(MergeDonors).undo(this.edition, id, WORDS.reason, ACTOR));
  }

  /** Somebody who never gave has an id that nobody has. */
  private async donorId(donor: number): Promise<string> {
    const [row] = await this.running.database.rows<{ id: string }>(`SELECT id FROM donor WHERE email = $1`, [
      emailOf(donor),
    ]);
    return row?.id ?? uuidv7();
  }

  async match(place: 0 | 1 | 2 | 3, percent: number, cap: number): Promise<void> {
    const order = {
      id: uuidv7(),
      to: this.to(place),
      sponsor: 'Bakkerij Maes',
      ratePercent: percent,
      capMinor: minor(cap),
    };
    await this.get(Matches).begin(this.edition, { ...order, firstDay: '2023-01-01', lastDay: '2099-12-31' }, ACTOR);
    this.matches.push(order.id);
  }

  closeMatch(index: number): Promise<Outcome> {
    this.laterSeconds = 3_600;
    return this.attempt(false, () => this.get(Matches).close(this.edition, this.matches[index] ?? '', ACTOR));
  }

  /** Microseconds since 1970. */
  async matchEndedAt(index: number): Promise<number> {
    const [match] = await this.running.database.rows<{ at: string }>(
      `SELECT (extract(epoch FROM ends_at) * 1000000)::bigint AS at FROM gift_match WHERE id = $1`,
      [this.matches[index] ?? ''],
    );
    if (match === undefined) throw new Error('No such match');
    return Number(match.at);
  }

  /** When each gift was paid, in the order of the model; microseconds since 1970. */
  async paidAt(): Promise<(number | null)[]> {
    const rows = await this.running.database.rows<{ id: string; at: string | null }>(
      `SELECT id, (extract(epoch FROM paid_at) * 1000000)::bigint AS at FROM donation`,
    );
    const times = new Map(rows.map(({ id, at }) => [id, at === null ? null : Number(at)]));
    return this.gifts.map(({ id }) => times.get(id) ?? null);
  }

  /** Every total that is not nothing, by the names of the model. */
  async totals(): Promise<Record<string, unknown>> {
    await this.get(SettleMatches).execute();
    const rows = await this.running.database.rows<{
      scope: string;
      scope_id: string;
      raised_minor: string;
      on_its_way_minor: string;
      gifts: number;
      donors: number;
    }>(
      `SELECT scope, scope_id, raised_minor, on_its_way_minor, gifts, coalesce(donors, supporters) AS donors
         FROM total WHERE scope <> 'participation-type'`,
    );
    const names = new Map([[this.stored.id, 'edition']]);
    for (const [index, captain] of this.captains.entries()) {
      names.set(captain.walkerPageId, `page ${String(index + 1)}`);
      names.set(captain.teamPageId, `page ${String(index + 4)}`);
      names.set(captain.teamId, `team ${String(index + 1)}`);
    }
    return Object.fromEntries(
      rows.flatMap(({ scope_id, raised_minor, on_its_way_minor, gifts, donors }) => {
        const total = { raised: Number(raised_minor), onItsWay: Number(on_its_way_minor), gifts, donors };
        const nothing = total.raised + total.onItsWay + total.gifts === 0;
        return nothing ? [] : [[names.get(scope_id) ?? scope_id, total]];
      }),
    );
  }

  /** Where each part of each gift stands, in the order of the model. */
  async parts(): Promise<PartAmounts[][]> {
    const rows = await this.running.database.rows<{ whole: string; page_id: string | null } & Record<string, string>>(
      `SELECT coalesce(split_of, id) AS whole, page_id, amount_minor, refunded_minor, disputed_minor, raised_minor,
              on_its_way_minor FROM donation WHERE NOT unsplit ORDER BY split_of NULLS FIRST, id`,
    );
    return this.gifts.map(({ id }) =>
      rows
        .filter(({ whole }) => whole === id)
        .map((row) => ({
          place: this.placeOf(row.page_id),
          amount: Number(row['amount_minor']),
          refunded: Number(row['refunded_minor']),
          disputed: Number(row['disputed_minor']),
          raised: Number(row['raised_minor']),
          onItsWay: Number(row['on_its_way_minor']),
        })),
    );
  }

  /** Count and sum of the organisers' list of gifts: as it says, and as the rows of all its pages come to. */
  async list(): Promise<ListFigures> {
    const { said, rows } = await this.readList('donations', {});
    const raised = rows.map(([, , money]) => Number(money));
    const counted = { count: raised.length, sum: raised.reduce((sum, money) => sum + money, 0) };
    if (counted.count !== said.count || counted.sum !== said.sum) {
      throw new Error(`The list says ${JSON.stringify(said)} and shows ${JSON.stringify(counted)}`);
    }
    return said;
  }

  /** Count and sum of the list of gifts at a walker or a team; what a team's list shows its walkers' gifts are in. */
  async listAt(place: Place): Promise<ListFigures> {
    const captain = this.captains[(place - 1) % 3];
    if (place === 0 || captain === undefined) return this.sayOf('donations', { target: 'edition' });
    return this.sayOf('donations', place > 3 ? { team: captain.teamSlug } : { walker: captain.walkerSlug });
  }

  /** What the list of donors shows of each, the largest first. */
  async donorsList(): Promise<{ readonly said: ListFigures; readonly left: number[] }> {
    const { said, rows } = await this.readList('donors', { sort: 'largest' });
    return { said, left: rows.map(([, raised]) => Number(raised)) };
  }

  /** What the teams in their list come to. */
  async teamsSum(): Promise<number> {
    return (await this.sayOf('teams', {})).sum;
  }

  /** What a list says that all of its rows come to. */
  private async sayOf(name: ListDefinition['name'], asked: Readonly<Record<string, string>>): Promise<ListFigures> {
    const list = listOf(name);
    const { count, sumMinor } = await this.get(ReadList).summary(list, listQueryOf(list, asked, true), this.edition);
    return { count, sum: Number(sumMinor) };
  }

  private async readList(
    name: ListDefinition['name'],
    asked: Readonly<Record<string, string>>,
  ): Promise<{ readonly said: ListFigures; readonly rows: readonly (readonly unknown[])[] }> {
    const list = listOf(name);
    const query = listQueryOf(list, { ...asked, column: ['amount', 'refunded', 'raised', 'gifts'] }, true);
    const lists = this.get(ReadList);
    const rows: (readonly unknown[])[] = [];
    let cursor: string | null = null;
    do {
      const page: ListPage = await lists.page(list, query, this.edition, { limit: 7, cursor });
      rows.push(...page.rows.map(({ cells }) => cells));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return { said: await this.sayOf(name, asked), rows };
  }

  private async partIds(gift: number): Promise<string[]> {
    const rows = await this.running.database.rows<{ id: string }>(
      `SELECT id FROM donation WHERE (id = $1 OR split_of = $1) AND NOT unsplit ORDER BY split_of NULLS FIRST, id`,
      [this.of(gift).id],
    );
    return rows.map(({ id }) => id);
  }

  /** Does something, and says what came of it; armed, it dies at the commit of what it booked. */
  private async attempt(crash: boolean, deed: () => Promise<unknown>): Promise<Outcome> {
    if (crash) await this.running.database.rows(`UPDATE model_fault SET armed = true`);
    try {
      await deed();
      return 'done';
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      if (crash && isTransient(error)) return 'crashed';
      throw error;
    } finally {
      if (crash) await this.running.database.rows(`UPDATE model_fault SET armed = false`);
    }
  }

  private to(place: Place): GiftTo {
    const captain = this.captains[(place - 1) % 3];
    if (place === 0 || captain === undefined) return { kind: 'edition' };
    return place > 3 ? { kind: 'team', slug: captain.teamSlug } : { kind: 'walker', slug: captain.walkerSlug };
  }

  private placeOf(pageId: string | null): Place {
    const walker = this.captains.findIndex(({ walkerPageId }) => walkerPageId === pageId);
    if (walker >= 0) return (walker + 1) as Place;
    return (this.captains.findIndex(({ teamPageId }) => teamPageId === pageId) +
      4 -
      (pageId === null ? 3 : 0)) as Place;
  }

  private of(gift: number): RealGift {
    const found = this.gifts[gift];
    if (found === undefined) throw new Error('No such gift');
    return found;
  }

  private get<Service>(type: abstract new (...args: never[]) => Service): Service {
    return this.running.app.get<Service>(type, { strict: false });
  }
}

function emailOf(donor: number): string {
  return `donor-${String(donor)}@example.org`;
}

function listOf(name: ListDefinition['name']): ListDefinition {
  const list = LISTS.find((it) => it.name === name);
  if (list === undefined) throw new Error(`There is a list of ${name}`);
  return list;
}
