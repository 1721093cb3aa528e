import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { InputInvalidError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/roles.js';
import {
  BULK_ACTIONS,
  type BulkAction,
  BulkGifts,
  MOST_AT_ONCE,
  PreviewSplit,
  ReadBulk,
} from '../../gift-desk/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { box, optionalLine, parseInput, rawInput, type RawInput, requiredLine } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import type { PageContext } from '../shared/page-context.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage, sendStatus, wantsJson } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { FindGiftPages, giftToOf } from './find-gift-pages.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { bulkStatus, renderBulkPage, renderBulkRunPage } from './pages/bulk.js';

const BulkForm = z.object({
  run: z.uuid({ error: 'CHOICE_INVALID' }),
  reason: requiredLine(300),
  sure: box,
});

/** Many gifts at once: chosen in the list, looked at, done once by the worker, with what came of each. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/bulk')
export class BulkController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly read: ReadBulk,
    private readonly bulk: BulkGifts,
    private readonly places: FindGiftPages,
    private readonly pages: PreviewSplit,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `?gift=` again and again, `&action=`, and of a move `&to=` or `&find=`. */
  @Get()
  async look(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(query['edition']);
    const { role } = await this.organisers.require(request, edition, 'editor');
    await this.send(edition, role, query, request, reply);
  }

  @Post()
  async act(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const edition = await this.editions.named(input['edition']);
    const action = actionOf(input);
    const { role, actor } = await this.organisers.require(request, edition, neededFor(action));
    try {
      const { run, reason, sure } = parseInput(BulkForm, input);
      if (!sure) throw new InputInvalidError([{ field: 'sure', code: 'MUST_ACCEPT' }]);
      const to = typeof input['to'] === 'string' ? giftToOf(input['to']) : null;
      await this.bulk.order(edition, { runId: run, action, giftIds: idsOf(input), to, reason, actor });
      const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
      void reply.redirect(`/organise/bulk/${run}?${query.toString()}`, 303);
    } catch (thrown) {
      await this.send(edition, role, input, request, reply, refusedForm(thrown, input, reply));
    }
  }

  @Get(':run')
  async show(
    @Param('run') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(query['edition']);
    await this.organisers.require(request, edition, 'editor');
    const run = await this.read.run(edition, id);
    if (wantsJson(request.headers.accept)) {
      sendStatus(reply, bulkStatus(run));
      return;
    }
    sendPersonalPage(reply, renderBulkRunPage({ edition, run }, this.context(edition, request, `/${run.id}`)));
  }

  /** What is done stays done. */
  @Post(':run/stop')
  async stop(
    @Param('run') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(rawInput(body)['edition']);
    const { actor } = await this.organisers.require(request, edition, 'editor');
    await this.bulk.stop(edition, id, actor);
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`/organise/bulk/${encodeURIComponent(id)}?${query.toString()}`, 303);
  }

  private async send(
    edition: Edition,
    role: Role,
    input: RawInput,
    request: FastifyRequest,
    reply: FastifyReply,
    refused?: RefusedForm,
  ): Promise<void> {
    if (refused !== undefined) void reply.status(refused.status);
    const find = optionalLine(100).catch(null).parse(input['find']);
    const to = typeof input['to'] === 'string' ? giftToOf(input['to']) : null;
    const [place] = to === null ? [] : await this.pages.pages(edition, [to]);
    sendPersonalPage(
      reply,
      renderBulkPage(
        {
          edition,
          actions: BULK_ACTIONS.filter((action) => includesRole(role, neededFor(action))),
          action: actionOf(input),
          gifts: await this.read.gifts(edition, idsOf(input)),
          place: place ?? null,
          find: find ?? '',
          matches: find === null ? null : await this.places.named(edition, find),
          runId: refused?.form.values['run'] ?? uuidv7(),
          form: refused?.form ?? EMPTY_FORM,
          error: refused?.error ?? null,
        },
        this.context(edition, request, ''),
      ),
    );
  }

  private context(edition: Edition, request: FastifyRequest, below: string): PageContext {
    return {
      language: languageOfRequest(request),
      editionSlug: edition.slug,
      path: `/organise/bulk${below}`,
      publicUrl: this.config.publicUrl,
    };
  }
}

/** Moving and hiding is an editor's; money goes back by those who may give back money. */
function neededFor(action: BulkAction): Role {
  return action === 'refund' ? 'finance' : 'editor';
}

function actionOf({ action }: RawInput): BulkAction {
  return BULK_ACTIONS.find((it) => it === action) ?? 'move';
}

function idsOf({ gift }: RawInput): string[] {
  return [gift]
    .flat()
    .flatMap((id: unknown) => (typeof id === 'string' ? [id] : []))
    .slice(0, MOST_AT_ONCE + 1);
}
