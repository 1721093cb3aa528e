import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChangeParticipationType } from '../../people-desk/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Flag, Line, Reason } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const CHANGE_TYPE = {
  name: 'changeParticipationType',
  summary: 'Lets a walker with a valid place take part in another way',
  scope: 'change-walkers',
  params: ['walker'],
  body: z.object({
    participationType: Line(63),
    distanceKm: z
      .int({ error: 'DISTANCE_INVALID' })
      .min(1, { error: 'DISTANCE_INVALID' })
      .max(300, { error: 'DISTANCE_INVALID' })
      .nullable()
      .default(null)
      .describe('May be left out where the participation type has one distance, or leaves it to the walker'),
    startSlot: z.iso
      .datetime({ error: 'CHOICE_INVALID' })
      .nullable()
      .default(null)
      .describe('UTC; of a participation type whose walkers choose a start'),
    reason: Reason,
    tellWalker: Flag,
  }),
} as const satisfies Act<z.ZodObject, string>;

/** What organisers do on behalf of walkers, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/walkers/:walker')
export class WalkerActsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly changeParticipationType: ChangeParticipationType,
  ) {}

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
}
