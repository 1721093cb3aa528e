import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type CheckInOutcome, CheckInWalkers } from '../../check-in/index.js';
import { DomainError, type ErrorCode } from '../../domain/errors.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Because } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer } from './operation.js';

const CHECK_IN = {
  name: 'checkInWalker',
  summary: 'Checks a walker in now; one who is checked in already stays so, and it is answered alike',
  scope: 'check-in',
  params: ['walker'],
  body: null,
} as const satisfies Act<null, string>;

const UNDO = {
  name: 'undoCheckIn',
  summary: 'Takes a check-in back; nothing happens where none stands',
  scope: 'check-in',
  params: ['walker'],
  body: Because,
} as const satisfies Act<z.ZodObject, string>;

/** How what stands against a check-in is told; `null` where the walker is checked in. */
const REFUSALS = {
  'checked-in': null,
  already: null,
  undone: 'CHANGED_MEANWHILE',
  unpaid: 'PLACE_NOT_VALID',
  'consent-missing': 'GUARDIAN_REQUIRED',
  'wrong-edition': 'WALKER_NOT_FOUND',
  unknown: 'WALKER_NOT_FOUND',
} as const satisfies Readonly<Record<CheckInOutcome, ErrorCode | null>>;

/** Who came to the start, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/walkers/:walker/check-in')
export class CheckInApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly checkIn: CheckInWalkers,
  ) {}

  @Post()
  @acts(CHECK_IN)
  arrive(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(CHECK_IN, asked, async ({ edition, actor, id, params }) => {
      const scan = { id, of: { walkerId: params.walker }, agoMs: 0 };
      const { outcome } = await this.checkIn.scan(edition, scan, { actor, name: actor.name });
      const refusal = REFUSALS[outcome];
      if (refusal !== null) throw new DomainError(refusal, `The walker is not checked in: ${outcome}`);
      return params.walker;
    });
  }

  @Post('undo')
  @acts(UNDO)
  undo(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(UNDO, asked, async ({ edition, actor, params, input: { reason } }) => {
      await this.checkIn.undo(edition, params.walker, reason, actor);
      return params.walker;
    });
  }
}
