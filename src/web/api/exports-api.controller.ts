import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ApiScope, API_SCOPES } from '../../api-keys/index.js';
import { DomainError } from '../../domain/errors.js';
import type { ListExportId } from '../../domain/ids.js';
import { LANGUAGES } from '../../domain/language.js';
import { type ListExport, ListExports } from '../../exports/index.js';
import { EXPORT_FORMATS, listQueryOf, LISTS } from '../../lists/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { attachedAs, EXPORT_CONTENT_TYPES } from '../organiser/export-answers.js';
import { wordsToKeep } from '../organiser/export-words.js';
import { acts, bodyOf, type Done } from './act-operation.js';
import { answers, refuses } from './answers.js';
import { KeyHolders } from './key-holders.js';
import { API_KEY_SCHEME, checkedPage } from './list-operation.js';

const Order = z.object({
  list: z.enum(['donations', 'donors', 'walkers', 'teams', 'registrations'], { error: 'CHOICE_INVALID' }),
  format: z.enum(EXPORT_FORMATS, { error: 'CHOICE_INVALID' }),
  language: z.enum(LANGUAGES, { error: 'CHOICE_INVALID' }).default('nl').describe('Of its headings and words'),
  filters: z
    .record(z.string().max(40), z.string().max(200), { error: 'CHOICE_INVALID' })
    .default({})
    .describe('As the list of the same name takes them'),
  columns: z.array(z.string().max(40), { error: 'CHOICE_INVALID' }).max(100, { error: 'TOO_MANY' }).default([]),
  sort: z.string({ error: 'CHOICE_INVALID' }).max(40).optional(),
});

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
  @acts({
    name: 'orderExport',
    summary: 'Has a list made into a file; the scope of the list is needed too',
    scope: 'exports',
    body: Order,
  })
  async order(
    @Param('edition') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof Done>> {
    const holder = await this.holders.require(request, reply, { slug, scope: 'exports' });
    const { key, edition, actor } = holder;
    const { list: name, format, language, filters, columns, sort } = bodyOf(Order, body);
    const list = LISTS.find((it) => it.name === name);
    const scope: ApiScope | undefined = API_SCOPES.find((it) => it === name);
    if (list === undefined || scope === undefined || !key.scopes.includes(scope)) {
      throw new DomainError('NOT_ALLOWED', `The key does not open ${name}`);
    }
    const personal = key.scopes.includes('personal');
    const asked = { ...filters, column: columns, ...(sort === undefined ? {} : { sort }) };
    checkedPage(list, asked);
    if (!personal && list.columns.some((column) => column.personal && columns.includes(column.key))) {
      throw new DomainError('NOT_ALLOWED', 'The key does not open personal columns');
    }
    const query = listQueryOf(list, asked, personal);
    return this.holders.once(holder, request, async (id) => {
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

  @Get(':file')
  @ApiBearerAuth(API_KEY_SCHEME)
  @ApiOperation({ operationId: 'readExport', summary: 'How far a file is', description: 'Scope "exports"' })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiParam({ name: 'file', schema: { type: 'string' } })
  @answers(200, 'The file', File)
  @refuses(401, 'No key, or one that does not hold')
  @refuses(403, 'The key is of another edition, or has not the scope')
  @refuses(404, 'No such file of this key')
  async state(
    @Param('edition') slug: string,
    @Param('file') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof File>> {
    const { file } = await this.fileOf(request, reply, slug, id);
    const { state, list, format, rowsDone, rowCount, sumMinor, bytes, error, expiresAt } = file;
    return {
      id: file.id,
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

  @Get(':file/download')
  @ApiBearerAuth(API_KEY_SCHEME)
  @ApiOperation({
    operationId: 'fetchExport',
    summary: 'The file itself, once it is ready',
    description: 'Scope "exports"',
  })
  @ApiParam({ name: 'edition', schema: { type: 'string' } })
  @ApiParam({ name: 'file', schema: { type: 'string' } })
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
  @refuses(401, 'No key, or one that does not hold')
  @refuses(403, 'The key is of another edition, or has not the scope')
  @refuses(404, 'No such file of this key')
  @refuses(410, 'It is not there yet, or not any more')
  async download(
    @Param('edition') slug: string,
    @Param('file') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { file, holder } = await this.fileOf(request, reply, slug, id);
    const pieces = await this.files.fetch(holder.edition, file, holder.actor, new Date());
    void reply
      .header('content-type', EXPORT_CONTENT_TYPES[file.format])
      .header('content-length', String(file.bytes))
      .header('content-disposition', attachedAs(file.list, holder.edition, file.format, file.createdAt))
      .send(Readable.from(pieces, { objectMode: false }));
  }

  /** @throws {DomainError} `EXPORT_NOT_FOUND` for one that somebody else ordered, `NOT_ALLOWED` */
  private async fileOf(request: FastifyRequest, reply: FastifyReply, slug: string, id: string) {
    const holder = await this.holders.require(request, reply, { slug, scope: 'exports' });
    const file: ListExport = await this.files.byId(holder.edition, id);
    if (file.apiKeyId !== holder.key.id) throw new DomainError('EXPORT_NOT_FOUND', id);
    return { holder, file };
  }
}
