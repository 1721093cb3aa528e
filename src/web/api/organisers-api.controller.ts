import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeys, type ApiScope } from '../../api-keys/index.js';
import { DomainError } from '../../domain/errors.js';
import {
  DONATIONS_LIST,
  DONORS_LIST,
  type ListDefinition,
  listQueryOf,
  MONTHLY_CHARGES_LIST,
  MONTHLY_GIFTS_LIST,
  ReadList,
  REGISTRATIONS_LIST,
  TEAMS_LIST,
  WALKERS_LIST,
} from '../../lists/index.js';
import { rawInput } from '../../platform/http/input.js';
import { LimitedAs } from '../limits/limited-as.js';
import { KeyHolders } from './key-holders.js';
import { checkedPage, jsonRow, readsList } from './list-operation.js';
import { type Asked, ByMachine } from './operation.js';

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
    private readonly holders: KeyHolders,
    private readonly keys: ApiKeys,
    private readonly lists: ReadList,
  ) {}

  @Get('donations')
  @readsList(DONATIONS_LIST)
  donations(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('donations', DONATIONS_LIST, asked);
  }

  @Get('donors')
  @readsList(DONORS_LIST)
  donors(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('donors', DONORS_LIST, asked);
  }

  @Get('walkers')
  @readsList(WALKERS_LIST)
  walkers(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('walkers', WALKERS_LIST, asked);
  }

  @Get('teams')
  @readsList(TEAMS_LIST)
  teams(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('teams', TEAMS_LIST, asked);
  }

  @Get('registrations')
  @readsList(REGISTRATIONS_LIST)
  registrations(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('registrations', REGISTRATIONS_LIST, asked);
  }

  @Get('monthly-gifts')
  @readsList(MONTHLY_GIFTS_LIST)
  monthlyGifts(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('monthly-gifts', MONTHLY_GIFTS_LIST, asked);
  }

  @Get('monthly-charges')
  @readsList(MONTHLY_CHARGES_LIST)
  monthlyCharges(@ByMachine() asked: Asked): Promise<Page> {
    return this.read('monthly-charges', MONTHLY_CHARGES_LIST, asked);
  }

  private async read(scope: ApiScope, list: ListDefinition, asked: Asked): Promise<Page> {
    const { key, edition } = await this.holders.admit(scope, asked);
    const personal = key.scopes.includes('personal');
    const parameters = rawInput(asked.request.query);
    const { limit, cursor } = checkedPage(list, parameters);
    const chosen: unknown[] = [parameters['column']].flat();
    if (!personal && list.columns.some((column) => column.personal && chosen.includes(column.key))) {
      throw new DomainError('NOT_ALLOWED', 'The key does not open personal columns');
    }
    const query = listQueryOf(list, parameters, personal);
    const page = await this.lists.page(list, query, edition, { limit, cursor: cursor ?? null });
    await this.keys.count(key, scope, page.rows.length, {
      columns: query.columns.map((column) => column.key),
      filters: Object.fromEntries(query.filters),
    });
    return { items: page.rows.map((row) => jsonRow(row, query.columns)), nextCursor: page.nextCursor };
  }
}
