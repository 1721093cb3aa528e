import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EditPageOnBehalf, type PageOwner, parsePageWords, seenOf, type StoredPage } from '../../people-desk/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { AmountMinor, Line, Reason, Seen, typedEuros } from './inputs.js';
import { type ActCall, KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { At, Minor } from './schemas.js';

const Page = z.strictObject({
  name: z.string(),
  story: z.string(),
  goalMinor: Minor,
  hiddenAt: At.nullable().describe('null: it is shown'),
  seen: Seen,
});
const Words = z.object({
  name: Line(100).optional(),
  story: z.string({ error: 'CHARACTERS_INVALID' }).max(5_000, { error: 'TOO_LONG' }).optional(),
  goalMinor: AmountMinor.optional(),
  seen: Seen,
  reason: Reason,
});
const Hiding = z.object({ hidden: z.boolean({ error: 'CHOICE_INVALID' }), reason: Reason });

const READ_WALKER = {
  name: 'readWalkerPage',
  summary: "The words of a walker's page",
  scope: 'change-walkers',
  params: ['walker'],
  query: null,
  answer: Page,
  personal: true,
} as const satisfies Reading<z.ZodType, null, string>;

const EDIT_WALKER = {
  name: 'editWalkerPage',
  summary: "Changes the words of a walker's page on their behalf; what is left out stays as it is",
  scope: 'change-walkers',
  params: ['walker'],
  body: Words,
} as const satisfies Act<z.ZodObject, string>;

const HIDE_WALKER = {
  name: 'hideWalkerPage',
  summary: "Hides a walker's page, or shows it again; gifts stay",
  scope: 'change-walkers',
  params: ['walker'],
  body: Hiding,
} as const satisfies Act<z.ZodObject, string>;

const READ_TEAM = {
  name: 'readTeamPage',
  summary: "The words of a team's page",
  scope: 'change-teams',
  params: ['team'],
  query: null,
  answer: Page,
  personal: true,
} as const satisfies Reading<z.ZodType, null, string>;

const EDIT_TEAM = {
  name: 'editTeamPage',
  summary: "Changes the words of a team's page on its behalf; what is left out stays as it is",
  scope: 'change-teams',
  params: ['team'],
  body: Words,
} as const satisfies Act<z.ZodObject, string>;

const HIDE_TEAM = {
  name: 'hideTeamPage',
  summary: "Hides a team's page, or shows it again; gifts stay",
  scope: 'change-teams',
  params: ['team'],
  body: Hiding,
} as const satisfies Act<z.ZodObject, string>;

/** Pages of walkers and of teams, for machines that bring a key: the same use cases as the desks of organisers. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class PeoplePagesApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly pages: EditPageOnBehalf,
  ) {}

  @Get('walkers/:walker/page')
  @reads(READ_WALKER)
  walker(@ByMachine() asked: Asked): Promise<z.input<typeof Page>> {
    return this.holders.read(READ_WALKER, asked, async ({ edition, params }) =>
      asJson(await this.pages.read(edition, { kind: 'walker', id: params.walker })),
    );
  }

  @Post('walkers/:walker/page')
  @acts(EDIT_WALKER)
  editWalker(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(EDIT_WALKER, asked, (call) => this.edit(call, { kind: 'walker', id: call.params.walker }));
  }

  @Post('walkers/:walker/hide')
  @acts(HIDE_WALKER)
  hideWalker(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(HIDE_WALKER, asked, (call) => this.hide(call, { kind: 'walker', id: call.params.walker }));
  }

  @Get('teams/:team/page')
  @reads(READ_TEAM)
  team(@ByMachine() asked: Asked): Promise<z.input<typeof Page>> {
    return this.holders.read(READ_TEAM, asked, async ({ edition, params }) =>
      asJson(await this.pages.read(edition, { kind: 'team', id: params.team })),
    );
  }

  @Post('teams/:team/page')
  @acts(EDIT_TEAM)
  editTeam(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(EDIT_TEAM, asked, (call) => this.edit(call, { kind: 'team', id: call.params.team }));
  }

  @Post('teams/:team/hide')
  @acts(HIDE_TEAM)
  hideTeam(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(HIDE_TEAM, asked, (call) => this.hide(call, { kind: 'team', id: call.params.team }));
  }

  private async edit(
    {
      edition,
      actor,
      input: { seen, reason, goalMinor, ...changed },
    }: Pick<ActCall<typeof Words>, 'edition' | 'actor' | 'input'>,
    owner: PageOwner,
  ): Promise<string> {
    const { words } = await this.pages.read(edition, owner);
    // Through the checks of the form.
    const typed = { ...words, ...changed, goal: typedEuros(goalMinor ?? words.goalMinor) };
    await this.pages.edit({ edition, actor, reason }, owner, parsePageWords(owner.kind, typed), seen);
    return owner.id;
  }

  private async hide(
    { edition, actor, input: { hidden, reason } }: Pick<ActCall<typeof Hiding>, 'edition' | 'actor' | 'input'>,
    owner: PageOwner,
  ): Promise<string> {
    await this.pages.hide({ edition, actor, reason }, owner, hidden);
    return owner.id;
  }
}

function asJson({ words, hiddenAt }: StoredPage): z.input<typeof Page> {
  return { ...words, hiddenAt: hiddenAt?.toISOString() ?? null, seen: seenOf(words) };
}
