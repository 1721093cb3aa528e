import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { OpenAndClose, ReadRules, WINDOWS } from '../../edition-rules/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const OPEN = {
  name: 'openWindow',
  summary: 'Opens registration or giving now',
  scope: 'open-editions',
  params: ['window'],
  body: z.object({
    until: z.iso.datetime({ error: 'DATE_INVALID' }).nullable().default(null).describe('UTC; null: as the rules say'),
  }),
} as const satisfies Act<z.ZodObject, string>;

const CLOSE = {
  name: 'closeWindow',
  summary: 'Closes registration or giving now',
  scope: 'open-editions',
  params: ['window'],
  body: null,
} as const satisfies Act<null, string>;

/** What organisers do with an edition itself, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class EditionActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly rules: ReadRules,
    private readonly openAndClose: OpenAndClose,
  ) {}

  @Post('windows/:window/open')
  @acts(OPEN)
  open(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(OPEN, asked, async ({ edition, actor, params, input: { until } }) => {
      const { id: editionId, version } = await this.rules.of(edition.slug, new Date());
      const change = { editionId, version, actor };
      await this.openAndClose.open(windowOf(params.window), until === null ? null : new Date(until), change);
      return editionId;
    });
  }

  @Post('windows/:window/close')
  @acts(CLOSE)
  close(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CLOSE, asked, async ({ edition, actor, params }) => {
      const { id: editionId, version } = await this.rules.of(edition.slug, new Date());
      await this.openAndClose.close(windowOf(params.window), { editionId, version, actor });
      return editionId;
    });
  }
}

/** @throws {DomainError} `PAGE_NOT_FOUND` */
function windowOf(name: string): (typeof WINDOWS)[number] {
  const window = WINDOWS.find((it) => it === name);
  if (window === undefined) throw new DomainError('PAGE_NOT_FOUND', `Nothing opens as ${name}`);
  return window;
}
