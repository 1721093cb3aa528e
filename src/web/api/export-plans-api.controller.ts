import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ExportSchedule, ExportSchedules, KEY_SCHEDULE_TARGETS, MOST_SCHEDULES } from '../../exports/index.js';
import { EXPORT_FORMATS } from '../../lists/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { wordsToKeep } from '../organiser/export-words.js';
import { chosenList, LIST_CHOICE } from './chosen-list.js';
import { Line } from './inputs.js';
import { KeyHolders } from './key-holders.js';
import { type Act, acts, type Asked, ByMachine, type DoneAnswer, reads, type Reading } from './operation.js';
import { At } from './schemas.js';

const Weekday = z
  .int({ error: 'CHOICE_INVALID' })
  .min(1, { error: 'CHOICE_INVALID' })
  .max(7, { error: 'CHOICE_INVALID' });
const Hour = z
  .int({ error: 'CHOICE_INVALID' })
  .min(0, { error: 'CHOICE_INVALID' })
  .max(23, { error: 'CHOICE_INVALID' });

const Plan = z.strictObject({
  id: z.string(),
  name: z.string(),
  list: z.string(),
  format: z.enum(EXPORT_FORMATS),
  weekday: z.int().nullable().describe('From 1, which is Monday; null: every day'),
  hour: z.int().describe('Of clocks in Belgium'),
  goesTo: z.enum(KEY_SCHEDULE_TARGETS),
  nextAt: At,
  lastAt: At.nullable(),
  lastFile: z.string().nullable(),
  lastError: z.string().nullable().describe('A code: why the last run made no file'),
  stopped: z.boolean(),
});

const LIST = {
  name: 'readExportPlans',
  summary: `The files that this key planned by the day or the week, at most 100, of which ${String(MOST_SCHEDULES)} run`,
  scope: 'exports',
  query: null,
  answer: z.strictObject({
    items: z.array(Plan),
  }),
} as const satisfies Reading<z.ZodType>;

const PLAN = {
  name: 'planExport',
  summary: 'Has a list made into a file by the day or the week, with what the key opens on that day',
  scope: 'exports',
  body: LIST_CHOICE.extend({
    name: Line(120),
    weekday: Weekday.nullable().default(null).describe('From 1, which is Monday; null: every day'),
    hour: Hour.describe('Of clocks in Belgium'),
    goesTo: z
      .enum(KEY_SCHEDULE_TARGETS, { error: 'CHOICE_INVALID' })
      .default('fetch')
      .describe('The key fetches it, or it lies in the bucket of the storage as well'),
  }),
} as const satisfies Act<z.ZodObject>;

const STOP = {
  name: 'stopExportPlan',
  summary: 'Ends a plan of this key; again changes nothing',
  scope: 'exports',
  params: ['plan'],
  body: null,
} as const satisfies Act<null, string>;

/** Files by the day or the week, for machines that bring a key: each sees and ends those that it planned. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/export-schedules')
export class ExportPlansApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly schedules: ExportSchedules,
  ) {}

  @Get()
  @reads(LIST)
  list(@ByMachine() asked: Asked): Promise<z.input<typeof LIST.answer>> {
    return this.holders.read(LIST, asked, async ({ edition, key }) => ({
      items: (await this.schedules.list(edition, { apiKeyId: key.id })).map(asJson),
    }));
  }

  @Post()
  @acts(PLAN)
  plan(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(PLAN, asked, async ({ key, edition, actor, id, input }) => {
      const { list, query } = chosenList(key, input);
      const { name, format, language, weekday, hour, goesTo } = input;
      const words = wordsToKeep({ language, edition, list, query, actor });
      const owner = { apiKeyId: key.id };
      await this.schedules.plan(
        edition,
        { id, name, list, query, format, words, weekday, hour, goesTo, owner },
        actor,
        new Date(),
      );
      return id;
    });
  }

  @Post(':plan/stop')
  @acts(STOP)
  stop(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(STOP, asked, async ({ key, edition, actor, params }) => {
      await this.schedules.stop(edition, params.plan, { apiKeyId: key.id }, actor);
      return params.plan;
    });
  }
}

function asJson(plan: ExportSchedule): z.input<typeof Plan> {
  const { id, name, list, format, weekday, hour, lastFileId, lastError, stopped } = plan;
  return {
    id,
    name,
    list,
    format,
    weekday,
    hour,
    goesTo: plan.goesTo === 's3' ? 's3' : 'fetch',
    nextAt: plan.nextAt.toISOString(),
    lastAt: plan.lastAt?.toISOString() ?? null,
    lastFile: lastFileId,
    lastError,
    stopped,
  };
}
