import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, WalkerId } from '../domain/ids.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell, type OutboxMessage, writeOutbox } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import {
  applyHeadcounts,
  type HeadcountChange,
  type LockedMember,
  type LockedTeam,
  lockTeams,
  membersOf,
} from './team-members.js';

/** Who acts, in which edition. */
export interface TeamActor {
  readonly edition: Edition;
  readonly accountId: AccountId;
}

/** What an act does beside its own writing. */
export interface Effects {
  readonly heads?: readonly HeadcountChange[];
  readonly mails?: readonly OutboxMessage[];
}

/** A team with those who belong to it, under its lock. */
export interface HeldTeam {
  readonly tx: Transaction;
  readonly team: LockedTeam;
  readonly members: ReadonlyMap<WalkerId, LockedMember>;
}

/** Where all acts on teams stand in line: each has its teams to itself, and its numbers and mails go out with it. */
@Injectable()
export class TeamDesk {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /** @throws {DomainError} `TEAM_NOT_FOUND` */
  one(edition: Edition, slug: string, work: (held: HeldTeam) => Promise<Effects>): Promise<void> {
    return this.several(edition, [slug], async (tx, teams) => {
      const team = teamNamed(teams, slug);
      return work({ tx, team, members: await membersOf(tx, team.id) });
    });
  }

  /** @throws {DomainError} `TEAM_NOT_FOUND` when one of them is not there */
  several(
    edition: Edition,
    slugs: readonly string[],
    work: (tx: Transaction, teams: ReadonlyMap<string, LockedTeam>) => Promise<Effects>,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { heads = [], mails = [] } = await work(tx, await lockTeams(tx, edition, slugs));
      await this.announceChanges.inTransaction(tx, await applyHeadcounts(tx, heads));
      await writeOutbox(tx, mails);
      if (mails.length === 0) return;
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}

/** @throws {DomainError} `TEAM_NOT_FOUND` */
export function teamNamed(teams: ReadonlyMap<string, LockedTeam>, slug: string): LockedTeam {
  const team = teams.get(slug);
  if (team === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${slug}`);
  return team;
}
