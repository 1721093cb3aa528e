import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { ChangeRules, EDITION_FIELDS, readJsonRules, ReadRules, type RulesOrder } from '../../edition-rules/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Version } from './inputs.js';
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

const Change = z.object({
  version: Version,
  rules: rulesGiven(EDITION_FIELDS, 'Those that are left out stay as they are'),
});

const READ = {
  name: 'readEditionRules',
  summary: 'Every rule of the edition, and its participation types',
  scope: 'edition-rules',
  query: null,
  answer: z.strictObject({
    version: z.int().describe('Rises with each change; who changes a rule names the one they saw'),
    rules: rulesAnswer(EDITION_FIELDS),
    participationTypes: z.array(z.strictObject({ id: z.string(), code: z.string() })),
  }),
} as const satisfies Reading<z.ZodType>;

const PREVIEW = {
  name: 'previewEditionRules',
  summary: 'What a change of rules would be',
  scope: 'edition-rules',
  body: Change,
  answer: RuleChanges,
} as const satisfies Preview<z.ZodType, z.ZodObject>;

const CHANGE = {
  name: 'changeEditionRules',
  summary: 'Changes rules of the edition',
  scope: 'edition-rules',
  body: Change,
} as const satisfies Act<z.ZodObject>;

/** The rules of an edition, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/rules')
export class EditionRulesApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly readRules: ReadRules,
    private readonly changeRules: ChangeRules,
  ) {}

  @Get()
  @reads(READ)
  read(@ByMachine() asked: Asked): Promise<z.input<typeof READ.answer>> {
    return this.holders.read(READ, asked, async ({ edition }) => {
      const { version, values, types } = await this.readRules.of(edition.slug, new Date());
      return { version, rules: values, participationTypes: types.map(({ id, code }) => ({ id, code })) };
    });
  }

  @Post('preview')
  @previews(PREVIEW)
  preview(@ByMachine() asked: Asked): Promise<z.input<typeof PREVIEW.answer>> {
    return this.holders.preview(PREVIEW, asked, async ({ edition, input }) =>
      changesAsJson(await this.changeRules.preview(await this.orderOf(edition, input))),
    );
  }

  @Post()
  @acts(CHANGE)
  change(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CHANGE, asked, async ({ edition, actor, input }) => {
      await this.changeRules.change(await this.orderOf(edition, input), actor);
      return edition.id;
    });
  }

  private async orderOf(edition: Edition, { version, rules }: z.infer<typeof Change>): Promise<RulesOrder> {
    const { values } = await this.readRules.of(edition.slug, new Date());
    // Where somebody changed them in between, the version is another one, and the order is refused.
    return { editionId: edition.id, version, values: readJsonRules(EDITION_FIELDS, values, rules) };
  }
}
