import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { includesRole } from '../../domain/roles.js';
import { listQueryFrom, LISTS, SavedViews } from '../../lists/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { box, parseInput, rawInput, requiredLine } from '../../platform/http/input.js';
import { EMPTY_FORM } from '../shared/components/form-fields.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { type RefusedForm, refusedForm } from '../shared/refused-form.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderViewsPage } from './pages/views.js';

/** Longer addresses are no view of a list. */
const MOST_ASKED = 4_000;

const ViewForm = z.object({ name: requiredLine(80), shared: box });

/** Lists under a name: those that every edition has, and those that organisers saved. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise/views')
export class ViewsController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly views: SavedViews,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `?list=` and `?asked=` name a view that is to be saved. */
  @Get()
  async show(
    @Query() asked: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.editions.named(asked['edition']), asked, request, reply, null);
  }

  /** Keeps a view. Only editors share one: a viewer's is their own. */
  @Post()
  async save(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const input = rawInput(body);
    const edition = await this.editions.named(input['edition']);
    const { role, actor } = await this.organisers.require(request, edition, 'viewer');
    const list = LISTS.find(({ name }) => name === input['list']);
    if (list === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No list of this name');
    const personal = includesRole(role, 'editor');
    try {
      const { name, shared } = parseInput(ViewForm, input);
      const query = listQueryFrom(list, textOf(input['asked']), personal);
      await this.views.save(edition, actor, { list, query, name, shared: shared && personal });
    } catch (thrown) {
      await this.send(edition, input, request, reply, refusedForm(thrown, input, reply));
      return;
    }
    this.back(edition, request, reply);
  }

  @Post(':view/remove')
  async remove(
    @Param('view') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(rawInput(body)['edition']);
    const { actor } = await this.organisers.require(request, edition, 'viewer');
    await this.views.remove(edition, actor, id);
    this.back(edition, request, reply);
  }

  private async send(
    edition: Edition,
    asked: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
    reply: FastifyReply,
    refused: RefusedForm | null,
  ): Promise<void> {
    const { role, actor } = await this.organisers.require(request, edition, 'viewer');
    const list = LISTS.find(({ name }) => name === asked['list']) ?? null;
    const language = languageOfRequest(request);
    if (refused !== null) void reply.status(refused.status);
    sendPersonalPage(
      reply,
      renderViewsPage(
        {
          edition,
          views: await this.views.visibleTo(actor, edition),
          saving: list === null ? null : { list: list.name, asked: textOf(asked['asked']) },
          mayShare: includesRole(role, 'editor'),
          form: refused?.form ?? EMPTY_FORM,
        },
        { language, editionSlug: edition.slug, path: '/organise/views', publicUrl: this.config.publicUrl },
      ),
    );
  }

  private back(edition: Edition, request: FastifyRequest, reply: FastifyReply): void {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`/organise/views?${query.toString()}`, 303);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MOST_ASKED) : '';
}
