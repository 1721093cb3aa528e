import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/roles.js';
import { Organisers } from '../../organisers/index.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { OrganiserAccess } from './organiser-access.js';

/** An organiser at work. */
export interface WorkingOrganiser {
  readonly role: Role;
  readonly actor: Actor;
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
   * @throws {DomainError} `NOT_ALLOWED` for anybody without the role that is needed; `PAGE_NOT_FOUND` for who has no role
   *   where no organisers' key is set
   */
  async require(request: FastifyRequest, edition: Edition, needed: Role): Promise<WorkingOrganiser> {
    const organiser = await this.of(request, edition);
    if (organiser === null || !includesRole(organiser.role, needed)) {
      throw new DomainError('NOT_ALLOWED', `The role ${needed} is needed`);
    }
    return organiser;
  }

  private async of(request: FastifyRequest, edition: Edition): Promise<WorkingOrganiser | null> {
    const signedIn = await this.visitors.of(request);
    const role = signedIn === null ? null : await this.organisers.roleOf(signedIn.accountId, edition);
    if (signedIn !== null && role !== null) return { role, actor: { kind: 'organiser', name: signedIn.email } };
    try {
      this.access.require(request, new Date());
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_ALLOWED') return null;
      throw error;
    }
    return { role: 'admin', actor: { kind: 'key', name: 'organiser key' } };
  }
}
