import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChangeParticipationType } from '../../people-desk/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { acts, bodyOf, type Done, Flag, Line, Reason } from './act-operation.js';
import { KeyHolders } from './key-holders.js';

const TypeChange = z.object({
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
});

/** What organisers do on behalf of walkers, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/walkers/:walker')
export class PeopleApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly changeParticipationType: ChangeParticipationType,
  ) {}

  @Post('participation-type')
  @acts({
    name: 'changeParticipationType',
    summary: 'Lets a walker with a valid place take part in another way',
    scope: 'change-walkers',
    body: TypeChange,
    params: ['walker'],
  })
  async changeType(
    @Param('edition') slug: string,
    @Param('walker') walkerId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof Done>> {
    const holder = await this.holders.require(request, reply, { slug, scope: 'change-walkers' });
    const { participationType, distanceKm, startSlot, reason, tellWalker } = bodyOf(TypeChange, body);
    return this.holders.once(holder, request, async () => {
      const { edition, actor } = holder;
      await this.changeParticipationType.execute(
        { edition, actor, reason },
        {
          walkerId,
          from: null,
          into: participationType,
          distanceKm: distanceKm === null ? '' : String(distanceKm),
          startSlot: startSlot === null ? '' : new Date(startSlot).toISOString(),
          tell: tellWalker,
          language: 'nl',
        },
      );
      return walkerId;
    });
  }
}
