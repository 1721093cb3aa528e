import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { WalkerId } from '../domain/ids.js';
import { mailOnce } from '../outbox/index.js';
import type { OutboxMessage } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { endForAll, makeCaptain } from './change-teams.js';
import { moveMover, moverOf } from './join-teams.js';
import { TeamDesk, teamNamed } from './team-desk.js';
import { type LockedMember, type LockedTeam, membersOf, type OnBehalf, requireRoom } from './team-members.js';

/** An organiser's act on teams, in which edition and why. */
export interface OrganisersAct extends OnBehalf {
  readonly edition: Edition;
}

/** With whom a walker walks from now on. Teams are named by their slugs; `null` is alone. */
export interface WalkerMove {
  readonly walkerId: string;
  /** As the organiser saw it when they decided. */
  readonly from: string | null;
  readonly into: string | null;
  /** Who leads the old team, where its captain goes and others stay. */
  readonly successorId: string | null;
  /** Whether the walker is told by mail. */
  readonly tell: boolean;
}

interface Deed {
  readonly action: 'move-walker' | 'name-captain' | 'merge-teams' | 'dissolve-team';
  readonly subject: { readonly kind: 'walker' | 'team'; readonly id: string };
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/**
 * What organisers do with teams, for people who cannot do it themselves: the acts of walkers and captains, under the same
 * locks, without asking who leads. A team never ends up without a captain, no gift moves, and what is sent twice is done
 * once. Each act has its line in the log.
 */
@Injectable()
export class OrganiseTeams {
  constructor(
    private readonly database: Database,
    private readonly desk: TeamDesk,
  ) {}

  /**
   * Lets a walker walk with another team, or alone. The last one who leaves a team ends it.
   * @throws {DomainError} `WALKER_NOT_FOUND`, `TEAM_NOT_FOUND`, `TEAM_FULL`; `CHANGED_MEANWHILE` for who walks elsewhere by
   *   now; `CAPTAIN_MUST_HAND_OVER` for a captain whom nobody succeeds.
   */
  async move(act: OrganisersAct, { walkerId, from, into, successorId, tell }: WalkerMove): Promise<void> {
    const mover = await moverOf(this.database, act.edition, walkerId, null);
    if (mover.teamSlug === into) return;
    if (mover.teamSlug !== from) throw new DomainError('CHANGED_MEANWHILE', 'The walker walks elsewhere by now');
    const slugs = [mover.teamSlug, into].flatMap((slug) => slug ?? []);
    await this.desk.several(act.edition, slugs, async (tx, teams) => {
      const target = into === null ? null : teamNamed(teams, into);
      if (target !== null) await requireRoom(tx, act.edition, target, 1);
      const source = from === null ? null : teamNamed(teams, from);
      const freed = await this.handOver(tx, source, mover.id, successorId);
      const departure = { kind: into === null ? 'left' : 'switched', by: act, reason: null } as const;
      const held = new Map(teams);
      if (freed !== null) held.set(freed.slug, freed);
      const heads = await moveMover(tx, act.edition, held, mover, target, departure);
      await this.log(tx, act, {
        action: 'move-walker',
        subject: { kind: 'walker', id: mover.id },
        before: { team: source?.name ?? null },
        after: { team: target?.name ?? null, ...(freed === null ? {} : { captain: freed.captainWalkerId }) },
      });
      return { heads, mails: tell ? [told(mover.id, 'team')] : [] };
    });
  }

  /**
   * Makes a member captain; the one before stays as co-captain. The new one is told by mail.
   * @throws {DomainError} `WALKER_NOT_FOUND` for who is no member with a valid place, `TEAM_NOT_FOUND`
   */
  async nameCaptain(act: OrganisersAct, slug: string, walkerId: string): Promise<void> {
    await this.desk.one(act.edition, slug, async ({ tx, team, members }) => {
      if (team.captainWalkerId === walkerId) return {};
      const member = validMember(members, walkerId);
      await makeCaptain(tx, team, member.id);
      await tx.rows(`DELETE FROM captaincy_offer WHERE team_id = $1`, [team.id]);
      await this.log(tx, act, {
        action: 'name-captain',
        subject: { kind: 'team', id: team.id },
        before: { captain: team.captainWalkerId },
        after: { captain: member.id },
      });
      return { mails: [told(member.id, 'captain')] };
    });
  }

  /**
   * Everybody of one team walks with another from now on, and theirs ends; they are told by mail.
   * @throws {DomainError} `TEAM_NOT_FOUND`, `TEAM_FULL`
   */
  async merge(act: OrganisersAct, slug: string, intoSlug: string): Promise<void> {
    if (slug === intoSlug) throw new DomainError('TEAM_NOT_FOUND', 'The same team');
    if (await this.hasEnded(act.edition, slug, intoSlug)) return;
    await this.desk.several(act.edition, [slug, intoSlug], async (tx, teams) => {
      const [team, into] = [teamNamed(teams, slug), teamNamed(teams, intoSlug)];
      const members = await membersOf(tx, team.id);
      await requireRoom(tx, act.edition, into, members.size);
      await this.log(tx, act, {
        action: 'merge-teams',
        subject: { kind: 'team', id: team.id },
        before: { team: team.name, walkers: members.size },
        after: { team: into.name },
      });
      return endForAll({ tx, edition: act.edition, team, members, into, by: act });
    });
  }

  /** Ends a team: everybody walks on alone, and is told by mail. @throws {DomainError} `TEAM_NOT_FOUND` */
  async dissolve(act: OrganisersAct, slug: string): Promise<void> {
    if (await this.hasEnded(act.edition, slug, null)) return;
    await this.desk.one(act.edition, slug, async ({ tx, team, members }) => {
      await this.log(tx, act, {
        action: 'dissolve-team',
        subject: { kind: 'team', id: team.id },
        before: { team: team.name, walkers: members.size },
        after: { team: null },
      });
      return endForAll({ tx, edition: act.edition, team, members, into: null, by: act });
    });
  }

  /** Whether a team ended in just this way already: the same form was sent before. */
  private async hasEnded(edition: Edition, slug: string, into: string | null): Promise<boolean> {
    const rows = await this.database.rows(
      `SELECT 1 FROM team t LEFT JOIN team i ON i.id = t.merged_into_id
        WHERE t.edition_id = $1 AND t.slug = $2 AND t.dissolved_at IS NOT NULL AND i.slug IS NOT DISTINCT FROM $3::text`,
      [edition.id, slug, into],
    );
    return rows.length > 0;
  }

  /**
   * Before a captain leaves others behind, somebody of them leads.
   * @returns the team with its new captain; `null` where nobody needed to
   */
  private async handOver(
    tx: Transaction,
    team: LockedTeam | null,
    leaver: WalkerId,
    successorId: string | null,
  ): Promise<LockedTeam | null> {
    if (team === null || team.captainWalkerId !== leaver) return null;
    const members = await membersOf(tx, team.id);
    if (members.size < 2) return null;
    if (successorId === null || successorId === leaver) {
      throw new DomainError('CAPTAIN_MUST_HAND_OVER', 'Others are in the team, and nobody is named');
    }
    const successor = validMember(members, successorId);
    await makeCaptain(tx, team, successor.id);
    return { ...team, captainWalkerId: successor.id };
  }

  private log(tx: Transaction, { edition, actor, reason }: OrganisersAct, deed: Deed): Promise<void> {
    return writeAudit(tx, { editionId: edition.id, actor, reason, ...deed });
  }
}

/** Whoever leads a team has a place of their own. @throws {DomainError} `WALKER_NOT_FOUND` */
function validMember(members: ReadonlyMap<WalkerId, LockedMember>, walkerId: string): LockedMember {
  const member = members.get(walkerId as WalkerId);
  if (member?.valid !== true) throw new DomainError('WALKER_NOT_FOUND', 'No member with a valid place');
  return member;
}

/** The mail to a walker for whom something was changed. */
function told(walkerId: WalkerId, what: 'team' | 'captain'): OutboxMessage {
  return mailOnce('changed-by-organisers', uuidv7(), { walkerId, what });
}
