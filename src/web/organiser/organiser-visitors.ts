import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/index.js';
import type { Actor } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/roles.js';
import { Organisers } from '../../organisers/index.js';
import { STEP_UP_HOURS } from '../../second-factor/index.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { OrganiserAccess } from './organiser-access.js';

/** An organiser at work. */
export interface WorkingOrganiser {
  readonly role: Role;
  /** What they may do in every edition; `null`: their role is one of this edition alone. */
  readonly everywhere: Role | null;
  readonly actor: Actor;
  /** `null` for whoever holds the organisers' key. */
  readonly signedIn: SignedIn | null;
}

/**
 * Who may work on an edition: a person who is signed in and has a role in it, or whoever holds the organisers' key, which
 * is for the first day, before anybody has a role.
 */
@Injectable()
export class OrganiserVisitors {
  constructor(
    private readonly access: OrganiserAccess,
    private readonly visitors: SignedInVisitors,
    private readonly organisers: Organisers,
  ) {}

  /**
   * Who has the role finance or admin shows a code of their app before they do more than look.
   * @throws {DomainError} `SIGN_IN_REQUIRED` for nobody, `NOT_ALLOWED` for anybody without the role that is needed,
   *   `SECOND_FACTOR_REQUIRED`
   */
  async require(request: FastifyRequest, edition: Edition, needed: Role): Promise<WorkingOrganiser> {
    const signedIn = await this.visitors.of(request);
    const held = signedIn === null ? null : await this.organisers.roleOf(signedIn.accountId, edition);
    if (signedIn === null || held === null) return this.byKey(request, signedIn);
    if (!includesRole(held.role, needed)) throw new DomainError('NOT_ALLOWED', `The role ${needed} is needed`);
    if (needed !== 'viewer' && includesRole(held.role, 'finance') && !isSteppedUp(signedIn)) {
      throw new DomainError('SECOND_FACTOR_REQUIRED', 'A code of the app is needed');
    }
    return { ...held, actor: { kind: 'organiser', name: signedIn.email }, signedIn };
  }

  /** The same for what concerns all editions. */
  async requireEverywhere(request: FastifyRequest, edition: Edition, needed: Role): Promise<WorkingOrganiser> {
    const organiser = await this.require(request, edition, needed);
    if (organiser.everywhere === null || !includesRole(organiser.everywhere, needed)) {
      throw new DomainError('NOT_ALLOWED', `The role ${needed} is needed in all editions`);
    }
    return organiser;
  }

  /** An organiser of any edition who is signed in, whatever else they have shown. @throws as {@link require} */
  async requireSignedIn(request: FastifyRequest): Promise<SignedIn> {
    const signedIn = await this.visitors.of(request);
    if (signedIn === null) throw new DomainError('SIGN_IN_REQUIRED', 'Nobody is signed in');
    if (!(await this.organisers.isOrganiser(signedIn.accountId))) {
      throw new DomainError('NOT_ALLOWED', 'No organiser of any edition');
    }
    return signedIn;
  }

  private byKey(request: FastifyRequest, signedIn: SignedIn | null): WorkingOrganiser {
    if (!this.access.holds(request, new Date())) {
      throw signedIn === null
        ? new DomainError('SIGN_IN_REQUIRED', 'Nobody is signed in')
        : new DomainError('NOT_ALLOWED', 'No role in this edition');
    }
    return { role: 'admin', everywhere: 'admin', actor: { kind: 'key', name: 'organiser key' }, signedIn: null };
  }
}

/** Whether a code of the app was shown in this session, not too long ago. */
export function isSteppedUp({ steppedUpAt }: SignedIn): boolean {
  return steppedUpAt !== null && Date.now() - steppedUpAt.getTime() < STEP_UP_HOURS * 3_600_000;
}
