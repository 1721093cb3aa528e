import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import {
  ChangeRules,
  type EditionRules,
  readJsonRules,
  ReadRules,
  type RulesOrder,
  TYPE_FIELDS,
  type TypeRules,
} from '../../edition-rules/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { AddressName, Version } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import {
  type Act,
  acts,
  type Asked,
  ByMachine,
  type DoneAnswer,
  type Preview,
  previews,
  reads,
  type Reading,
} from './operation.js';
import { changesAsJson, RuleChanges, rulesAnswer, rulesGiven } from './rule-shapes.js';
import { Count } from './schemas.js';

const Change = z.object({
  version: Version.describe('Of the edition, as it was seen'),
  rules: rulesGiven(TYPE_FIELDS, 'Those that are left out stay as they are'),
});

const READ = {
  name: 'readTypeRules',
  summary: 'Every rule of a participation type, by its id or its code',
  scope: 'edition-rules',
  params: ['type'],
  query: null,
  answer: z.strictObject({
    id: z.string(),
    code: z.string(),
    version: z.int().describe('Of the edition: it rises with each change of any rule'),
    walkers: Count.describe('Who have or hold a place'),
    rules: rulesAnswer(TYPE_FIELDS),
  }),
} as const satisfies Reading<z.ZodType, null, string>;

const PREVIEW = {
  name: 'previewTypeRules',
  summary: 'What a change of a participation type would be',
  scope: 'edition-rules',
  params: ['type'],
  body: Change,
  answer: RuleChanges,
} as const satisfies Preview<z.ZodType, z.ZodObject, string>;

const CHANGE = {
  name: 'changeTypeRules',
  summary: 'Changes rules of a participation type',
  scope: 'edition-rules',
  params: ['type'],
  body: Change,
} as const satisfies Act<z.ZodObject, string>;

const ADD = {
  name: 'addParticipationType',
  summary: 'Adds a participation type; of its rules only those may be left out that may be empty',
  scope: 'edition-rules',
  body: z.object({
    version: Version.describe('Of the edition, as it was seen'),
    code: AddressName,
    rules: rulesGiven(TYPE_FIELDS, 'Only those may be left out that may be empty'),
  }),
} as const satisfies Act<z.ZodObject>;

/** The ways to take part in an edition, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/participation-types')
export class ParticipationTypesApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly readRules: ReadRules,
    private readonly changeRules: ChangeRules,
  ) {}

  @Get(':type')
  @reads(READ)
  read(@ByMachine() asked: Asked): Promise<z.input<typeof READ.answer>> {
    return this.holders.read(READ, asked, async ({ edition, params }) => {
      const { version, type } = await this.typeOf(edition, params.type);
      return { id: type.id, code: type.code, version, walkers: type.walkers, rules: type.values };
    });
  }

  @Post()
  @acts(ADD)
  add(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(ADD, asked, ({ edition, actor, input: { version, code, rules } }) =>
      this.changeRules.addType(
        { editionId: edition.id, version, values: readJsonRules(TYPE_FIELDS, null, rules) },
        code,
        actor,
      ),
    );
  }

  @Post(':type/preview')
  @previews(PREVIEW)
  preview(@ByMachine() asked: Asked): Promise<z.input<typeof PREVIEW.answer>> {
    return this.holders.preview(PREVIEW, asked, async ({ edition, params, input }) => {
      const { type } = await this.typeOf(edition, params.type);
      return changesAsJson(await this.changeRules.previewType(orderOf(edition, type, input), type.id));
    });
  }

  @Post(':type')
  @acts(CHANGE)
  change(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CHANGE, asked, async ({ edition, actor, params, input }) => {
      const { type } = await this.typeOf(edition, params.type);
      await this.changeRules.changeType(orderOf(edition, type, input), type.id, actor);
      return type.id;
    });
  }

  /** @throws {DomainError} `PARTICIPATION_TYPE_UNKNOWN` */
  private async typeOf(edition: Edition, named: string): Promise<EditionRules & { readonly type: TypeRules }> {
    const rules = await this.readRules.of(edition.slug, new Date());
    const type = rules.types.find(({ id, code }) => id === named || code === named);
    if (type === undefined) throw new DomainError('PARTICIPATION_TYPE_UNKNOWN', 'No such participation type');
    return { ...rules, type };
  }
}

/** Where somebody changed them since, the version is another one, and the order is refused. */
function orderOf(edition: Edition, { values }: TypeRules, { version, rules }: z.infer<typeof Change>): RulesOrder {
  return { editionId: edition.id, version, values: readJsonRules(TYPE_FIELDS, values, rules) };
}
