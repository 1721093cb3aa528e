import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeys, type ApiScope } from '../../api-keys/index.js';
import { DomainError } from '../../domain/errors.js';
import { ReadEditions } from '../../editions/index.js';
import {
  DONATIONS_LIST,
  DONORS_LIST,
  type ListDefinition,
  listQueryOf,
  ReadList,
  REGISTRATIONS_LIST,
  TEAMS_LIST,
  WALKERS_LIST,
} from '../../lists/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { checkedPage, jsonRow, readsList } from './list-operation.js';

type Asked = Readonly<Record<string, unknown>>;

/** What is answered: rows by the keys of their columns. */
interface Page {
  readonly items: readonly Readonly<Record<string, string | number | boolean | null>>[];
  readonly nextCursor: string | null;
}

/** The organisers' lists for machines that bring a key: the same definitions as on the screen and in the files. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class OrganisersApiController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly editions: ReadEditions,
    private readonly lists: ReadList,
  ) {}

  @Get('donations')
  @readsList(DONATIONS_LIST)
  donations(
    @Param('edition') slug: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page> {
    return this.read('donations', DONATIONS_LIST, slug, asked, request, reply);
  }

  @Get('donors')
  @readsList(DONORS_LIST)
  donors(
    @Param('edition') slug: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page> {
    return this.read('donors', DONORS_LIST, slug, asked, request, reply);
  }

  @Get('walkers')
  @readsList(WALKERS_LIST)
  walkers(
    @Param('edition') slug: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page> {
    return this.read('walkers', WALKERS_LIST, slug, asked, request, reply);
  }

  @Get('teams')
  @readsList(TEAMS_LIST)
  teams(
    @Param('edition') slug: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page> {
    return this.read('teams', TEAMS_LIST, slug, asked, request, reply);
  }

  @Get('registrations')
  @readsList(REGISTRATIONS_LIST)
  registrations(
    @Param('edition') slug: string,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page> {
    return this.read('registrations', REGISTRATIONS_LIST, slug, asked, request, reply);
  }

  private async read(
    scope: ApiScope,
    list: ListDefinition,
    slug: string,
    asked: Asked,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Page> {
    void reply.header('www-authenticate', 'Bearer').header('cache-control', 'private, no-store');
    const key = await this.keys.known(request.headers.authorization);
    void reply.removeHeader('www-authenticate');
    const edition = await this.editions.bySlug(slug);
    const personal = key.scopes.includes('personal');
    if (key.editionId !== edition.id || !key.scopes.includes(scope)) {
      throw new DomainError('NOT_ALLOWED', `The key does not open ${scope} of this edition`);
    }
    const { limit, cursor } = checkedPage(list, asked);
    const chosen: unknown[] = [asked['column']].flat();
    if (!personal && list.columns.some((column) => column.personal && chosen.includes(column.key))) {
      throw new DomainError('NOT_ALLOWED', 'The key does not open personal columns');
    }
    const query = listQueryOf(list, asked, personal);
    const page = await this.lists.page(list, query, edition, { limit, cursor: cursor ?? null });
    await this.keys.count(key, scope, page.rows.length, {
      columns: query.columns.map((column) => column.key),
      filters: Object.fromEntries(query.filters),
    });
    return { items: page.rows.map((row) => jsonRow(row, query.columns)), nextCursor: page.nextCursor };
  }
}
