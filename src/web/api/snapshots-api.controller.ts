import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type PressSnapshot, PressSnapshots, SNAPSHOT_BOUNDS } from '../../press-snapshots/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Figures, figuresAsJson } from './figures-answer.js';
import { Line } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { At } from './schemas.js';

const Snapshot = z.strictObject({ id: z.string(), title: z.string(), takenAt: At, figures: Figures });

const LIST = {
  name: 'readSnapshots',
  summary: 'The figures that were kept for the press, the latest first, at most 200; who took them stands in the log',
  scope: 'figures',
  query: null,
  answer: z.strictObject({ items: z.array(Snapshot) }),
} as const satisfies Reading<z.ZodType>;

const ONE = {
  name: 'readSnapshot',
  summary: 'Figures that were kept for the press',
  scope: 'figures',
  params: ['snapshot'],
  query: null,
  answer: Snapshot,
} as const satisfies Reading<z.ZodType, null, string>;

const TAKE = {
  name: 'takeSnapshot',
  summary: 'Keeps all figures of this moment under a title, for ever',
  scope: 'take-snapshots',
  body: z.object({ title: Line(SNAPSHOT_BOUNDS.title) }),
} as const satisfies Act<z.ZodObject>;

/** Which number is told to the press, for machines that bring a key: the same use cases as the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/snapshots')
export class SnapshotsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly snapshots: PressSnapshots,
  ) {}

  @Get()
  @reads(LIST)
  list(@ByMachine() asked: Asked): Promise<z.input<typeof LIST.answer>> {
    return this.holders.read(LIST, asked, async ({ edition }) => ({
      items: (await this.snapshots.list(edition)).map(asJson),
    }));
  }

  @Get(':snapshot')
  @reads(ONE)
  one(@ByMachine() asked: Asked): Promise<z.input<typeof ONE.answer>> {
    return this.holders.read(ONE, asked, async ({ edition, params }) =>
      asJson(await this.snapshots.byId(edition, params.snapshot)),
    );
  }

  @Post()
  @acts(TAKE)
  take(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(TAKE, asked, async ({ edition, actor, id, input: { title } }) => {
      await this.snapshots.freeze(edition, { id, title }, actor);
      return id;
    });
  }
}

function asJson({ id, title, takenAt, figures }: PressSnapshot): z.input<typeof Snapshot> {
  return { id, title, takenAt: takenAt.toISOString(), figures: figuresAsJson(figures) };
}
