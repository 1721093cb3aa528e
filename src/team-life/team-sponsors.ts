import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { InputInvalidError } from '../domain/errors.js';
import type { TeamId } from '../domain/ids.js';
import { Logos } from '../photos/index.js';
import { Database } from '../platform/database/database.js';
import { parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import { type TeamActor, TeamDesk } from './team-desk.js';
import { requireLead } from './team-members.js';

/** Who stands behind a team, with a logo; sizes in pixels. */
export interface TeamSponsor {
  readonly name: string;
  readonly logo: string;
  readonly width: number;
  readonly height: number;
}

const SponsorForm = z.object({ sponsorName: requiredLine(100) });

/** Reads the name of a sponsor from its form. @throws {InputInvalidError} naming `sponsorName` */
export function parseSponsorName(input: RawInput): string {
  return parseInput(SponsorForm, input).sponsorName;
}

/** The sponsor of a team: one, with a name and a logo, on the team's page. */
@Injectable()
export class TeamSponsors {
  constructor(
    private readonly database: Database,
    private readonly desk: TeamDesk,
    private readonly logos: Logos,
  ) {}

  /** `null` while a team has none. */
  async of(teamId: TeamId): Promise<TeamSponsor | null> {
    const [row] = await this.database.rows<TeamSponsor>(
      `SELECT name, logo, width, height FROM team_sponsor WHERE team_id = $1`,
      [teamId],
    );
    return row ?? null;
  }

  /**
   * Names the sponsor of a team, in place of the one it has. Who calls has made sure that the actor leads the team.
   * @param file `null`: the logo stays
   * @throws {InputInvalidError} naming `photo`, for a file that is none that we take, or where there is no logo yet
   * @throws {DomainError} `NOT_ALLOWED`, `TEAM_NOT_FOUND`, `STORAGE_UNAVAILABLE`; the page is then as it was
   */
  async place({ edition, accountId }: TeamActor, slug: string, name: string, file: Buffer | null): Promise<void> {
    const logo = file === null ? null : await this.logos.keep(file);
    let before: string | null = null;
    try {
      await this.desk.one(edition, slug, async ({ tx, team, members }) => {
        requireLead(team, members, accountId);
        const [known] = await tx.rows<{ logo: string }>(
          `UPDATE team_sponsor SET name = $2 WHERE team_id = $1 RETURNING logo`,
          [team.id, name],
        );
        if (logo === null) {
          if (known === undefined) throw new InputInvalidError([{ field: 'photo', code: 'FILE_REQUIRED' }]);
          return {};
        }
        before = known?.logo ?? null;
        await tx.rows(
          `INSERT INTO team_sponsor (team_id, name, logo, width, height) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT ON CONSTRAINT team_sponsor_pk DO UPDATE
             SET logo = excluded.logo, width = excluded.width, height = excluded.height, placed_at = now()`,
          [team.id, name, logo.id, logo.width, logo.height],
        );
        return {};
      });
    } catch (error) {
      if (logo !== null) await this.logos.remove(logo.id);
      throw error;
    }
    if (before !== null) await this.logos.remove(before);
  }

  /** Takes the sponsor off the page; a team without one stays so. @throws {DomainError} `NOT_ALLOWED`, `TEAM_NOT_FOUND` */
  async remove({ edition, accountId }: TeamActor, slug: string): Promise<void> {
    let before: string | null = null;
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      requireLead(team, members, accountId);
      const [gone] = await tx.rows<{ logo: string }>(`DELETE FROM team_sponsor WHERE team_id = $1 RETURNING logo`, [
        team.id,
      ]);
      before = gone?.logo ?? null;
      return {};
    });
    if (before !== null) await this.logos.remove(before);
  }
}
