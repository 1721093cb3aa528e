import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChangeMilestones, MILESTONE_BOUNDS, MILESTONE_KINDS, MILESTONE_SCOPES } from '../../milestones/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { InEveryLanguage } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const Label = InEveryLanguage(MILESTONE_BOUNDS.label);

const ADD = {
  name: 'addMilestone',
  summary: 'Has the edition celebrate something: it shows at once, and is mailed to nobody who was there already',
  scope: 'milestones',
  body: z.object({
    scope: z.enum(MILESTONE_SCOPES, { error: 'CHOICE_INVALID' }),
    kind: z.enum(MILESTONE_KINDS, { error: 'CHOICE_INVALID' }),
    threshold: z
      .int({ error: 'NUMBER_INVALID' })
      .min(1, { error: 'NUMBER_INVALID' })
      .describe('In the unit of its kind: gifts, donors, minor units (cents), percent'),
    label: Label,
  }),
} as const satisfies Act<z.ZodObject>;

const RENAME = {
  name: 'renameMilestone',
  summary: 'Calls a milestone something else',
  scope: 'milestones',
  params: ['milestone'],
  body: z.object({ label: Label }),
} as const satisfies Act<z.ZodObject, string>;

const REMOVE = {
  name: 'removeMilestone',
  summary: 'Takes a milestone away; its badge goes from every page at once',
  scope: 'milestones',
  params: ['milestone'],
  body: null,
} as const satisfies Act<null, string>;

/** What an edition celebrates, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/milestones')
export class MilestoneActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly milestones: ChangeMilestones,
  ) {}

  @Post()
  @acts(ADD)
  add(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(ADD, asked, ({ edition, actor, input }) => this.milestones.add(edition.id, input, actor));
  }

  @Post(':milestone')
  @acts(RENAME)
  rename(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(RENAME, asked, async ({ edition, actor, params, input }) => {
      await this.milestones.rename(edition.id, params.milestone, input.label, actor);
      return params.milestone;
    });
  }

  @Post(':milestone/remove')
  @acts(REMOVE)
  remove(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(REMOVE, asked, async ({ edition, actor, params }) => {
      await this.milestones.remove(edition.id, params.milestone, actor);
      return params.milestone;
    });
  }
}
