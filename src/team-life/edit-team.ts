import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Edition } from '../domain/edition.js';
import { InputInvalidError } from '../domain/errors.js';
import type { TeamId } from '../domain/ids.js';
import { goalField, orAddressTaken, shortAddressField } from '../fundraising-pages/index.js';
import { type Minor, minor } from '../domain/money.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { box, optionalLine, optionalText, parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import { type TeamActor, TeamDesk } from './team-desk.js';
import { type Admission, ADMISSIONS, requireLead, roleOf } from './team-members.js';

/** What captains say of their team. */
export interface TeamContent {
  readonly name: string;
  readonly story: string;
  readonly goalMinor: Minor;
  readonly routeDescription: string;
  /** HH:MM on the day of the walk, in Belgium; `null`: the start of their participation type. */
  readonly startTime: string | null;
  readonly admission: Admission;
  /** An own short address, as in `/w/team-zon`; `null`: none. */
  readonly shortAddress: string | null;
  readonly photoHidden: boolean;
}

/** The most that a team aims for; euro cents. */
export const MOST_GOAL_MINOR = 1_000_000_00;

const TeamForm = z.object({
  name: requiredLine(100),
  story: optionalText(5_000),
  goal: goalField(MOST_GOAL_MINOR),
  route: optionalText(2_000),
  startTime: optionalLine(10).transform((typed, context) => {
    if (typed === null) return null;
    // As people write it: 9:30, 9.30, 9u30, 9h30, 9u.
    const [, hours = '', minutes = ''] = /^(\d{1,2})[:.uh]?(\d{2})?$/iu.exec(typed) ?? [];
    if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) {
      context.addIssue({ code: 'custom', message: 'TIME_INVALID' });
    }
    return `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`;
  }),
  admission: z.enum(ADMISSIONS, { error: 'CHOICE_INVALID' }),
  shortAddress: shortAddressField,
  hidePhoto: box,
});

/** Reads the form of a team. @throws {InputInvalidError} naming every faulty field. */
export function parseTeamContent(input: RawInput): TeamContent {
  const { name, story, goal, route, startTime, admission, shortAddress, hidePhoto } = parseInput(TeamForm, input);
  return {
    name,
    story: story ?? '',
    goalMinor: goal,
    routeDescription: route ?? '',
    startTime,
    admission,
    shortAddress,
    photoHidden: hidePhoto,
  };
}

/** Captains say what their team is about, and who may come in. */
@Injectable()
export class EditTeam {
  constructor(
    private readonly database: Database,
    private readonly desk: TeamDesk,
  ) {}

  /** What stands there now. Who calls has made sure that the reader leads the team. */
  async read(actor: TeamActor, slug: string): Promise<TeamContent> {
    const [row] = await this.database.rows<{
      name: string;
      story: string;
      goal_minor: string;
      route_description: string;
      start_time: string | null;
      admission: Admission;
      short_address: string | null;
      photo_hidden: boolean;
    }>(
      `SELECT t.name, p.story, p.goal_minor, t.route_description, t.admission, p.short_address,
              p.photo_hidden,
              to_char(t.starts_at AT TIME ZONE 'Europe/Brussels', 'HH24:MI') AS start_time
         FROM team t JOIN fundraising_page p ON p.team_id = t.id
        WHERE t.edition_id = $1 AND t.slug = $2 AND t.confirmed_at IS NOT NULL`,
      [actor.edition.id, slug],
    );
    if (row === undefined) throw new Error('A team that was just read is gone');
    return {
      name: row.name,
      story: row.story,
      goalMinor: minor(Number(row.goal_minor)),
      routeDescription: row.route_description,
      startTime: row.start_time,
      admission: row.admission,
      shortAddress: row.short_address,
      photoHidden: row.photo_hidden,
    };
  }

  /**
   * Who may come in is for the captain alone to change; a co-captain's choice of it changes nothing. The address of the
   * team's page stays, so that links that were shared go on working.
   * @throws {DomainError} `NOT_ALLOWED`, `TEAM_NOT_FOUND`. @throws {InputInvalidError} `TEAM_NAME_TAKEN`, `ADDRESS_TAKEN`
   */
  async execute({ edition, accountId }: TeamActor, slug: string, content: TeamContent): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      requireLead(team, members, accountId);
      await requireOwnName(tx, edition, team.id, content.name);
      const admission = roleOf(team, members, accountId) === 'captain' ? content.admission : team.admission;
      await tx.rows(
        `UPDATE team SET name = $2, route_description = $3, admission = $4,
                starts_at = ($5::date + $6::time) AT TIME ZONE 'Europe/Brussels' WHERE id = $1`,
        [team.id, content.name, content.routeDescription, admission, edition.walkOn, content.startTime],
      );
      await orAddressTaken(
        tx.rows(
          `UPDATE fundraising_page SET story = $2, goal_minor = $3, short_address = $4, photo_hidden = $5,
             goal_set_at = coalesce(goal_set_at, now()) WHERE team_id = $1`,
          [team.id, content.story, content.goalMinor, content.shortAddress, content.photoHidden],
        ),
      );
      return {};
    });
  }
}

/** @throws {InputInvalidError} `TEAM_NAME_TAKEN` where another team of the edition has the name */
export async function requireOwnName(tx: Queryable, edition: Edition, teamId: TeamId, name: string): Promise<void> {
  const [namesake] = await tx.rows(
    `SELECT 1 FROM team WHERE edition_id = $1 AND lower(name) = lower($2) AND confirmed_at IS NOT NULL AND id <> $3
      LIMIT 1`,
    [edition.id, name, teamId],
  );
  if (namesake !== undefined) throw new InputInvalidError([{ field: 'name', code: 'TEAM_NAME_TAKEN' }]);
}
