import type { Language, LocalisedText } from '../domain/language.js';
import type { Queryable } from '../platform/database/database.js';
import { type ShownText, shownText } from './mail-content.js';

/** What mails of a waiting list say: how things stand when the mail is written. */
export interface WaitingListFacts {
  readonly email: string;
  readonly language: Language;
  readonly name: ShownText;
  readonly state: 'waiting' | 'offered' | 'accepted' | 'passed' | 'left';
  readonly places: number;
  /** 1 is the next; `null` for who is not in line: the link of the mail was not opened, or no place is waited for. */
  readonly position: number | null;
  readonly participationType: string;
  readonly editionTitle: string;
  readonly offerExpiresAt: Date | null;
  readonly offerOpen: boolean;
  readonly offerHours: number;
  readonly registrationOpen: boolean;
  readonly urls: {
    /** Where they stand, and how to leave. */
    readonly place: string;
    readonly register: string;
    readonly joinAgain: string;
  };
}

/** Reads what mails say about these entries, in one query; ids that name none are not in the answer. */
export async function readWaitingListFacts(
  database: Queryable,
  publicUrl: string,
  entryIds: readonly string[],
): Promise<ReadonlyMap<string, WaitingListFacts>> {
  const rows = await database.rows<{
    id: string;
    email: string;
    language: Language;
    name: string;
    state: WaitingListFacts['state'];
    places: number;
    position: number | null;
    token: string;
    offer_expires_at: Date | null;
    offer_open: boolean;
    offer_hours: number;
    registration_open: boolean;
    type_code: string;
    type_title: LocalisedText;
    slug: string;
    title: LocalisedText;
  }>(
    `SELECT w.id, w.email, w.language, w.name, w.state, w.places, w.token, w.offer_expires_at,
            CASE WHEN w.state = 'waiting' AND w.opened_at IS NOT NULL THEN (SELECT count(*)::int FROM waiting_list_entry o
              WHERE o.participation_type_id = w.participation_type_id AND o.state = 'waiting' AND o.opened_at IS NOT NULL
                AND o.sequence <= w.sequence) END AS position,
            w.state = 'offered' AND w.offer_expires_at > now() AS offer_open, e.waiting_offer_hours AS offer_hours,
            now() >= e.registration_opens_at AND now() < e.registration_closes_at AS registration_open,
            p.code AS type_code, p.title AS type_title, e.slug, e.title
       FROM waiting_list_entry w JOIN edition e ON e.id = w.edition_id
       JOIN participation_type p ON p.id = w.participation_type_id
      WHERE w.id = ANY($1::uuid[])`,
    [entryIds],
  );
  return new Map(
    rows.map((row): [string, WaitingListFacts] => {
      const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.slug)}`;
      return [
        row.id,
        {
          email: row.email,
          language: row.language,
          name: shownText(row.name),
          state: row.state,
          places: row.places,
          position: row.position,
          participationType: row.type_title[row.language],
          editionTitle: row.title[row.language],
          offerExpiresAt: row.offer_expires_at,
          offerOpen: row.offer_open,
          offerHours: row.offer_hours,
          registrationOpen: row.registration_open,
          urls: {
            place: `${home}/waiting-list/${row.token}`,
            register: `${home}/register?offer=${row.token}`,
            joinAgain: `${home}/waiting-list?type=${encodeURIComponent(row.type_code)}`,
          },
        },
      ];
    }),
  );
}
