import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  ChangeParticipationType,
  CorrectWalker,
  type DeskWalker,
  ReadDeskWalker,
  RESENDABLE_MAILS,
  ResendMail,
  seenOf,
  typedFacts,
} from '../../people-desk/index.js';
import { OrganiseTeams } from '../../team-life/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Flag, Line, Reason, Seen, Slug } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { At } from './schemas.js';

const Distance = z
  .int({ error: 'DISTANCE_INVALID' })
  .min(1, { error: 'DISTANCE_INVALID' })
  .max(300, { error: 'DISTANCE_INVALID' })
  .nullable();
const Start = z.iso.datetime({ error: 'CHOICE_INVALID' }).nullable();
const Fact = (most: number) => z.string({ error: 'CHARACTERS_INVALID' }).max(most, { error: 'TOO_LONG' });

/** What a walker filled in. Each may be left out of a correction: it stays as it is then. */
const Facts = {
  firstName: Fact(100),
  lastName: Fact(100),
  email: Fact(254),
  birthDate: Fact(10).describe('YYYY-MM-DD'),
  guardianName: Fact(200).nullable(),
  guardianEmail: Fact(254).nullable(),
  distanceKm: Distance,
  tshirtSize: Fact(20).nullable(),
  startSlot: Start,
  emergencyName: Fact(200).nullable(),
  emergencyPhone: Fact(40).nullable(),
  street: Fact(200).nullable(),
  postalCode: Fact(20).nullable(),
  city: Fact(100).nullable(),
  country: Fact(2).nullable(),
};

const READ = {
  name: 'readWalkerAtDesk',
  summary: 'What a walker filled in, and with whom they walk',
  scope: 'change-walkers',
  params: ['walker'],
  query: null,
  answer: z.strictObject({
    id: z.string(),
    slug: z.string(),
    participationType: z.string(),
    place: z.enum(['valid', 'held', 'released', 'needs-decision']),
    team: z.strictObject({ id: z.string(), slug: z.string(), name: z.string(), captain: z.boolean() }).nullable(),
    startsAt: At.nullable(),
    resendableMails: z.array(z.enum(RESENDABLE_MAILS)),
    facts: z.strictObject(Facts),
    seen: Seen,
  }),
  personal: true,
} as const satisfies Reading<z.ZodType, null, string>;

const CORRECT = {
  name: 'correctWalker',
  summary: 'Puts right what a walker filled in; what is left out stays as it is',
  scope: 'change-walkers',
  params: ['walker'],
  body: z.object(Facts).partial().extend({ seen: Seen, reason: Reason }),
} as const satisfies Act<z.ZodObject, string>;

const MOVE = {
  name: 'moveWalker',
  summary: 'Lets a walker walk with another team, or alone; the last one who leaves a team ends it',
  scope: 'change-walkers',
  params: ['walker'],
  body: z.object({
    from: Slug.nullable().describe('The slug of the team as it was seen; null is alone'),
    into: Slug.nullable().describe('The slug of a team; null is alone'),
    successor: Line(40).nullable().default(null).describe('The walker who leads the old team, where its captain goes'),
    reason: Reason,
    tellWalker: Flag,
  }),
} as const satisfies Act<z.ZodObject, string>;

const CHANGE_TYPE = {
  name: 'changeParticipationType',
  summary: 'Lets a walker with a valid place take part in another way',
  scope: 'change-walkers',
  params: ['walker'],
  body: z.object({
    participationType: Line(63),
    distanceKm: Distance.default(null).describe(
      'May be left out where the participation type has one distance, or leaves it to the walker',
    ),
    startSlot: Start.default(null).describe('UTC; of a participation type whose walkers choose a start'),
    reason: Reason,
    tellWalker: Flag,
  }),
} as const satisfies Act<z.ZodObject, string>;

const RESEND = {
  name: 'resendMail',
  summary: 'Sends a walker, or their guardian, a mail once more',
  scope: 'change-walkers',
  params: ['walker'],
  body: z.object({ mail: z.enum(RESENDABLE_MAILS, { error: 'CHOICE_INVALID' }) }),
} as const satisfies Act<z.ZodObject, string>;

/** What organisers do on behalf of walkers, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/walkers/:walker')
export class WalkerActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly walkers: ReadDeskWalker,
    private readonly correctWalker: CorrectWalker,
    private readonly organiseTeams: OrganiseTeams,
    private readonly changeParticipationType: ChangeParticipationType,
    private readonly resendMail: ResendMail,
  ) {}

  @Get()
  @reads(READ)
  read(@ByMachine() asked: Asked): Promise<z.input<typeof READ.answer>> {
    return this.holders.read(READ, asked, async ({ edition, params }) =>
      asJson(await this.walkers.byId(edition, params.walker)),
    );
  }

  @Post('correct')
  @acts(CORRECT)
  correct(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CORRECT, asked, async ({ edition, actor, params, input: { seen, reason, ...facts } }) => {
      const stored = await this.walkers.byId(edition, params.walker);
      await this.correctWalker.execute(
        { edition, actor, reason },
        { walkerId: params.walker, typed: typedFacts(stored.facts, facts), seen, language: 'nl' },
      );
      return params.walker;
    });
  }

  @Post('team')
  @acts(MOVE)
  move(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(MOVE, asked, async ({ edition, actor, params, input }) => {
      const { from, into, successor, reason, tellWalker } = input;
      await this.organiseTeams.move(
        { edition, actor, reason },
        { walkerId: params.walker, from, into, successorId: successor, tell: tellWalker },
      );
      return params.walker;
    });
  }

  @Post('participation-type')
  @acts(CHANGE_TYPE)
  changeType(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CHANGE_TYPE, asked, async ({ edition, actor, params, input }) => {
      const { participationType, distanceKm, startSlot, reason, tellWalker } = input;
      await this.changeParticipationType.execute(
        { edition, actor, reason },
        {
          walkerId: params.walker,
          from: null,
          into: participationType,
          distanceKm: distanceKm === null ? '' : String(distanceKm),
          startSlot: startSlot === null ? '' : new Date(startSlot).toISOString(),
          tell: tellWalker,
          language: 'nl',
        },
      );
      return params.walker;
    });
  }

  @Post('mails')
  @acts(RESEND)
  resend(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(RESEND, asked, async ({ edition, actor, id, params, input: { mail } }) => {
      await this.resendMail.execute({ edition, actor }, params.walker, mail, id);
      return params.walker;
    });
  }
}

function asJson(walker: DeskWalker): z.input<typeof READ.answer> {
  const { id, slug, typeCode, place, team, startsAt, resendable, facts } = walker;
  return {
    id,
    slug,
    participationType: typeCode,
    place,
    team: team === null ? null : { id: team.id, slug: team.slug, name: team.name, captain: team.captain },
    startsAt: startsAt?.toISOString() ?? null,
    resendableMails: [...resendable],
    facts,
    seen: seenOf(facts),
  };
}
