import { Readable } from 'node:stream';
import { Controller, Get, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import type { ListExportId } from '../../domain/ids.js';
import { type ListExport, ListExports } from '../../exports/index.js';
import { EXPORT_FORMATS } from '../../lists/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { attachedAs, EXPORT_CONTENT_TYPES } from '../organiser/export-answers.js';
import { wordsToKeep } from '../organiser/export-words.js';
import { refuses } from './answers.js';
import { type KeyHolder, KeyHolders } from './key-holders.js';
import { idIn, NextCursor, pageById } from './paging.js';
import { chosenList, LIST_CHOICE } from './chosen-list.js';
import { Paging } from './inputs.js';
import {
  type Act,
  acts,
  type Asked,
  ByMachine,
  type DoneAnswer,
  fetches,
  type Fetching,
  reads,
  type Reading,
} from './operation.js';

const ORDER = {
  name: 'orderExport',
  summary: 'Has a list made into a file; the scope of the list is needed too',
  scope: 'exports',
  body: LIST_CHOICE,
} as const satisfies Act<z.ZodObject>;

const File = z.strictObject({
  id: z.string(),
  state: z.enum(['waiting', 'making', 'ready', 'failed', 'gone']),
  list: z.string(),
  format: z.enum(EXPORT_FORMATS),
  rowsDone: z.int(),
  rowCount: z.int().nullable(),
  sumMinor: z.int().nullable().describe('Minor units (cents); null: nothing is added up, or not yet'),
  bytes: z.int(),
  error: z.string().nullable().describe('A code'),
  expiresAt: z.iso.datetime().nullable(),
});

const LIST = {
  name: 'readExports',
  summary: 'The files that this key ordered, and those that its plans did',
  scope: 'exports',
  query: Paging,
  answer: z.strictObject({ items: z.array(File), nextCursor: NextCursor }),
} as const satisfies Reading<z.ZodType, z.ZodObject>;

const STATE = {
  name: 'readExport',
  summary: 'How far a file is',
  scope: 'exports',
  params: ['file'],
  query: null,
  answer: File,
} as const satisfies Reading<z.ZodType, null, string>;

const REMOVE = {
  name: 'removeExport',
  summary: 'Ends a file, or its making, before its time',
  scope: 'exports',
  params: ['file'],
  body: null,
} as const satisfies Act<null, string>;

const FETCH = {
  name: 'fetchExport',
  summary: 'The file itself, once it is ready',
  scope: 'exports',
  params: ['file'],
  query: null,
} as const satisfies Fetching<null, string>;

/** Files of lists that are made in the background, for machines that bring a key: each sees those that it ordered. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition/exports')
export class ExportsApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly files: ListExports,
  ) {}

  @Post()
  @acts(ORDER)
  order(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(ORDER, asked, async ({ key, edition, actor, id, input }) => {
      const { list, query } = chosenList(key, input);
      const { format, language } = input;
      await this.files.order({
        id: id as ListExportId,
        edition,
        list,
        query,
        format,
        words: wordsToKeep({ language, edition, list, query, actor }),
        actor,
        accountId: null,
        apiKeyId: key.id,
      });
      return id;
    });
  }

  @Get()
  @reads(LIST)
  list(@ByMachine() asked: Asked): Promise<z.input<typeof LIST.answer>> {
    return this.holders.read(LIST, asked, async ({ edition, key, input: { limit, cursor } }) => {
      const rows = await this.files.ofKey(edition, key.id, { before: idIn(cursor), limit: limit + 1 });
      return pageById(rows, limit, asJson);
    });
  }

  @Get(':file')
  @reads(STATE)
  state(@ByMachine() asked: Asked): Promise<z.input<typeof STATE.answer>> {
    return this.holders.read(STATE, asked, async (call) => asJson(await this.fileOf(call, call.params.file)));
  }

  @Post(':file/remove')
  @acts(REMOVE)
  remove(@ByMachine() asked: Asked): DoneAnswer {
    return this.holders.act(REMOVE, asked, async (call) => {
      const { id } = await this.fileOf(call, call.params.file);
      await this.files.remove(call.edition, id, call.actor);
      return id;
    });
  }

  @Get(':file/download')
  @fetches(FETCH)
  @ApiResponse({
    status: 200,
    description: 'The file',
    content: Object.fromEntries(
      Object.values(EXPORT_CONTENT_TYPES).map((type) => [
        type.split(';')[0] ?? type,
        { schema: { type: 'string', format: 'binary' } },
      ]),
    ),
  })
  @refuses(410, 'It is not there yet, or not any more')
  async download(@ByMachine() asked: Asked, @Res() reply: FastifyReply): Promise<void> {
    await this.holders.fetch(FETCH, asked, async (call) => {
      const file = await this.fileOf(call, call.params.file);
      const pieces = await this.files.fetch(call.edition, file, call.actor, new Date());
      void reply
        .header('content-type', EXPORT_CONTENT_TYPES[file.format])
        .header('content-length', String(file.bytes))
        .header('content-disposition', attachedAs(file.list, call.edition, file.format, file.createdAt))
        .send(Readable.from(pieces, { objectMode: false }));
    });
  }

  /** @throws {DomainError} `EXPORT_NOT_FOUND` for one that somebody else ordered */
  private async fileOf({ edition, key }: KeyHolder, id: string): Promise<ListExport> {
    const file = await this.files.byId(edition, id);
    if (file.apiKeyId !== key.id) throw new DomainError('EXPORT_NOT_FOUND', id);
    return file;
  }
}

function asJson(file: ListExport): z.input<typeof File> {
  const { id, state, list, format, rowsDone, rowCount, sumMinor, bytes, error, expiresAt } = file;
  return {
    id,
    state,
    list: list.name,
    format,
    rowsDone,
    rowCount,
    sumMinor,
    bytes,
    error,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
